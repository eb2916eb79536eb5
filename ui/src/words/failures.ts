import type { Failure, Notice } from "../backend";
import { language } from "./language.svelte";

/** What the window shows of a failure or a notice. */
export type Told = { message: string; hint: string };

/** The backend speaks English; these are its sentences in Dutch, by their stable codes. */
export const dutch: Record<string, Told> = {
  "cancelled": { message: "Gestopt", hint: "Er is niets veranderd." },
  "store.not-found": {
    message: "Dit bestand of deze map is er niet",
    hint: "Kijk of de naam klopt en of de schijf of het synchronisatieprogramma werkt.",
  },
  "store.already-exists": {
    message: "Er staat daar al iets met deze naam",
    hint: "Verplaats of hernoem wat er staat.",
  },
  "store.missing-root": {
    message: "De map is er niet",
    hint: "Sluit de schijf aan, start het synchronisatieprogramma of kies een andere map.",
  },
  "store.not-here-yet": {
    message: "Dit is er nog niet",
    hint: "Wacht tot het synchronisatieprogramma alles heeft opgehaald. Is dat klaar, dan is het bestand kwijt: `werkwijzer check --history` vertelt wat nog heel is.",
  },
  "store.wrong-type": {
    message: "Dit is een map waar een bestand hoort, of andersom",
    hint: "Kies het bestand of de map die je bedoelt.",
  },
  "store.permission-denied": {
    message: "Je mag hier niet schrijven of lezen",
    hint: "Vraag om rechten op deze map of kies een andere map.",
  },
  "store.read-only": {
    message: "Deze schijf of map is alleen te lezen",
    hint: "Kies een map waarin je mag schrijven.",
  },
  "store.disk-full": {
    message: "De schijf is vol",
    hint: "Maak ruimte vrij en probeer het opnieuw. Er is niets veranderd.",
  },
  "store.outside-folder": {
    message: "Dit bestand ligt buiten de map",
    hint: "Bewaar het in de map zelf.",
  },
  "store.name-not-portable": {
    message: "Deze naam werkt niet op elke computer",
    hint: "Kies een kortere, gewonere naam.",
  },
  "store.too-large": { message: "Dit bestand is te groot", hint: "Maak het kleiner." },
  "store.locked": {
    message: "Een ander programma houdt het bestand vast",
    hint: "Sluit dat programma en probeer het opnieuw.",
  },
  "store.changed-by-other": {
    message: "Iemand anders heeft het bestand intussen veranderd",
    hint: "Lees het opnieuw in en voeg beide versies samen.",
  },
  "store.damaged": { message: "Dit bestand is beschadigd", hint: "Zet een eerdere versie terug." },
  "store.newer": {
    message: "Dit is gemaakt met een nieuwere versie van Werkwijzer",
    hint: "Werk Werkwijzer bij.",
  },
  "store.incomplete": {
    message: "Niet alles kon worden gelezen",
    hint: "Wacht tot alles is gesynchroniseerd en probeer het opnieuw.",
  },
  "store.io": { message: "Lezen of schrijven is niet gelukt", hint: "Probeer het opnieuw." },
  "source.not-found": {
    message: "Dit is geen werkinstructie",
    hint: "Kies de map van een werkinstructie of een Markdown-bestand.",
  },
  "step.changed-by-other": {
    message: "Iemand anders veranderde het bestand op dit moment",
    hint: "Doe het nog een keer: dan gebeurt het in de nieuwe tekst.",
  },
  "library.settings": {
    message: "De instellingen van de bibliotheek zijn niet te lezen",
    hint: "Herstel de genoemde regel in library.toml.",
  },
  "library.same-id": {
    message: "Deze werkinstructie staat twee keer in de bibliotheek",
    hint: "Voeg samen wat in de ene en in de andere is bewerkt, en haal daarna een van de twee weg; beide hebben dezelfde geschiedenis.",
  },
  "library.newer": {
    message: "De bibliotheek is van een nieuwere versie van Werkwijzer en wordt alleen gelezen",
    hint: "Werk Werkwijzer bij om erin te schrijven.",
  },
  "publish.withdraws-many": {
    message: "Het meeste van wat gepubliceerd is, staat niet meer in de bibliotheek",
    hint: "Kijk of het synchronisatieprogramma alles heeft opgehaald. Klopt het, zeg dan dat het eruit mag.",
  },
  "destination.not-here": {
    message: "Deze computer weet nog niet waar deze bestemming is",
    hint: "Zeg het één keer: werkwijzer publish BIBLIOTHEEK --to MAP --as NAAM",
  },
  "destination.name": {
    message: "Dit is geen naam voor een bestemming",
    hint: "Geef er een zonder schuine strepen, zoals de naam van het team.",
  },
  "computer.no-home": {
    message: "Deze computer noemt geen map voor de eigen bestanden van een programma",
    hint: "Stel HOME in.",
  },
  "publish.changed-by-hand": {
    message: "Iemand heeft een gepubliceerd bestand met de hand veranderd; het is bewaard",
    hint: "Neem de verandering over in de bibliotheek als die moet blijven, en verwijder dan het bewaarde bestand.",
  },
  "publish.incomplete": {
    message: "Er ontbreken bestanden in de publicatie die niet opnieuw te maken zijn",
    hint: "Verwijder publication.json uit de bestemming en publiceer opnieuw.",
  },
  "publish.inside-library": {
    message: "De bestemming en de bibliotheek liggen in elkaar; de partner zou ook de originelen krijgen",
    hint: "Kies een map die je alleen met de partner deelt.",
  },
  "publish.other-library": {
    message: "In deze map is een andere bibliotheek gepubliceerd",
    hint: "Kies een andere map, anders verdwijnt alles van die bibliotheek.",
  },
  "history.to-join": {
    message: "Twee mensen hebben deze werkinstructie bewerkt zonder het van elkaar te weten",
    hint: "Voeg hun versies eerst samen en geef dan uit.",
  },
  "history.behind": {
    message: "Hier staat een oudere tekst dan de nieuwste versie",
    hint: "Werk de bestanden bij vanuit de geschiedenis, of wacht tot het synchronisatieprogramma ze heeft opgehaald.",
  },
  "history.no-release-status": {
    message: "Een uitgave is een pilot of goedgekeurd, en deze werkinstructie is geen van beide",
    hint: "Kies welke van de twee het is.",
  },
  "history.no-such-version": { message: "Deze versie is er niet", hint: "Kies een versie uit de geschiedenis." },
  "history.changed-meanwhile": {
    message: "Er is intussen iets veranderd",
    hint: "Kijk het opnieuw na en beslis dan: alles staat in de geschiedenis.",
  },
  "history.undecided": { message: "Nog niet over alles is beslist", hint: "Kies bij elke plek wat er blijft staan." },
  "history.missing-versions": {
    message: "Oudere versies zijn er nog niet",
    hint: "Wacht tot het synchronisatieprogramma alles heeft opgehaald. De versies die er staan, zijn heel.",
  },
  "history.release-given-twice": {
    message: "Twee mensen maakten een uitgave met hetzelfde nummer zonder het van elkaar te weten",
    hint: "Voeg hun versies samen en geef het resultaat uit: dat krijgt een nieuw nummer.",
  },
  "history.version-broken": {
    message: "Een versie is niet meer heel",
    hint: "De andere versies hebben er geen last van.",
  },
  "picture.missing": { message: "Deze versie heeft deze afbeelding niet", hint: "Bekijk een andere versie." },
  "picture.markup": {
    message: "De markering van een afbeelding is niet te lezen",
    hint: "Herstel haar bestand, of verwijder het en teken opnieuw.",
  },
  "media.no-picture": {
    message: "Dit is geen afbeelding die kan worden getoond",
    hint: "Neem een PNG, JPEG, WebP, GIF, BMP of TIFF, of een MP4- of WebM-film.",
  },
  "media.outside": {
    message: "Dit bestand staat niet in de map van de werkinstructie",
    hint: "Voeg het opnieuw toe.",
  },
  "library.none": { message: "Er is geen bibliotheek open", hint: "Open eerst een bibliotheek." },
  "library.no-instruction": {
    message: "Dit is geen werkinstructie van een bibliotheek",
    hint: "Kies de map van een werkinstructie, zoals Bibliotheek/instructions/boek-een-factuur.",
  },
  "instruction.translation": {
    message: "Deze vertaling kan niet worden gemaakt",
    hint: "Kies een andere taal.",
  },
  "document.closed": { message: "Deze werkinstructie is niet meer open", hint: "Open haar opnieuw." },
  "program.gave-up": {
    message: "Het programma kwam hier niet uit",
    hint: "Probeer het opnieuw. Een verslag staat bij de bestanden van het programma.",
  },
  "system.not-opened": { message: "Dit kon niet worden geopend", hint: "Open het in de bestandsbeheerder of de browser." },
  "step.refused": { message: "Dit kan niet met deze stap", hint: "Kies een andere stap of plek." },
  "source.changed-by-other": {
    message: "Iemand anders heeft het bestand intussen veranderd",
    hint: "Doe het nog een keer: dan gebeurt het in de nieuwe tekst.",
  },
  "session.changed-by-other": {
    message: "Een ander programma verandert het bestand telkens opnieuw",
    hint: "Wat je typte, is bewaard en komt in het bestand zodra het andere programma stopt.",
  },
  "session.not-drawn": { message: "De pagina is nog niet gemaakt", hint: "Wacht even." },
  "session.thread": {
    message: "De computer gaf geen ruimte voor dit document",
    hint: "Sluit andere programma’s en probeer het opnieuw.",
  },
  "import.format": { message: "Dit soort bestand kan niet worden ingelezen", hint: "Kies Markdown, een map, Word of afbeeldingen." },
  "import.leads-out": { message: "Een bestand verwijst naar buiten zijn map", hint: "Zet wat erbij hoort in dezelfde map." },
  "import.not-faithful": { message: "Niet alles is precies overgenomen", hint: "Kijk deze plek na." },
  "import.not-used": { message: "Dit is niet overgenomen", hint: "" },
  "import.unreadable": { message: "Dit bestand is niet te lezen", hint: "Bewaar het opnieuw in het programma waar het uit komt." },
  "export.layout": {
    message: "De pagina’s konden niet worden opgemaakt",
    hint: "De andere formaten en werkinstructies hebben er geen last van.",
  },
  "export.pdf": { message: "De pdf is niet helemaal zoals bedoeld", hint: "" },
  "export.theme": { message: "Het thema is niet te gebruiken", hint: "Herstel de map theme van de bibliotheek." },
  "picture.unreadable": { message: "Deze afbeelding is niet te lezen", hint: "Vervang het bestand." },
  "picture.changed": { message: "De afbeelding is veranderd sinds de markering is getekend", hint: "Kijk de markering na." },
  "picture.translation-not-redacted": {
    message: "De eerste afbeelding verbergt iets en die voor een andere taal niet; daarom is die niet gepubliceerd",
    hint: "Maak het ook in deze afbeelding onleesbaar.",
  },
  "document.not-utf8": { message: "Het bestand is geen UTF-8", hint: "Bewaar het als UTF-8." },
  "document.front-matter-unreadable": {
    message: "De gegevens bovenaan het bestand zijn niet te lezen",
    hint: "Herstel deze regel, of zet de waarde tussen aanhalingstekens.",
  },
  "document.front-matter-value": {
    message: "Een waarde in de gegevens wordt niet begrepen",
    hint: "Kies een van de waarden bij Gegevens.",
  },
  "document.empty-step": {
    message: "De stap is leeg",
    hint: "Schrijf wat je in deze stap doet, of haal hem weg.",
  },
  "document.empty-heading": { message: "Een kop heeft geen woorden", hint: "Schrijf wat je in deze stap doet." },
  "document.no-title": {
    message: "De werkinstructie heeft geen titel",
    hint: "Begin met een titel, bijvoorbeeld: Boek een inkoopfactuur.",
  },
  "document.no-alt-text": {
    message: "Een afbeelding heeft geen beschrijving",
    hint: "Zeg in een paar woorden wat erop staat.",
  },
  "document.missing-picture": {
    message: "Het bestand van een afbeelding is er niet",
    hint: "Kies de afbeelding opnieuw of haal haar weg.",
  },
  "document.remote-picture": {
    message: "Een afbeelding staat op internet, niet in de bibliotheek",
    hint: "Bewaar haar in de werkinstructie: lezers hebben niet altijd verbinding.",
  },
  "document.broken-syntax": {
    message: "Een afbeelding of link is niet goed geschreven",
    hint: "Zet een adres met spaties tussen punthaken.",
  },
  "document.dead-link": {
    message: "Een link leidt nergens heen",
    hint: "Kies de stap of het bestand opnieuw.",
  },
  "document.unsafe-link": {
    message: "Deze link wordt niet gepubliceerd",
    hint: "Link naar https, http, mailto, tel, een stap of een bestand van de bibliotheek.",
  },
  "document.duplicate-step-id": {
    message: "Twee stappen hebben dezelfde id",
    hint: "Geef een van beide een andere id.",
  },
  "document.skipped-level": {
    message: "Een stap springt een niveau over",
    hint: "Zet de stap een niveau hoger.",
  },
  "document.long-step": {
    message: "De stap is lang",
    hint: "Splits hem: korte stappen volgen makkelijker.",
  },
  "document.review-overdue": {
    message: "De herziening had al gedaan moeten zijn",
    hint: "Lees de werkinstructie door en kies een nieuwe datum.",
  },
  "document.unknown-variable": {
    message: "Een variabele heeft geen waarde",
    hint: "Geef haar een waarde onder [variables] in library.toml, of verbeter de naam.",
  },
  "document.unknown-snippet": { message: "Dit fragment is er niet", hint: "Verbeter de naam of maak het fragment." },
  "document.snippet-cycle": { message: "Fragmenten voegen elkaar in", hint: "Haal een van beide weg." },
  "document.variable-cycle": { message: "Variabelen hebben elkaar nodig", hint: "Geef een van beide een eigen waarde." },
  "document.too-large": { message: "Variabelen en fragmenten maken te veel tekst", hint: "Gebruik er minder." },
  "document.too-deep": { message: "Dit is te diep genest", hint: "Maak het eenvoudiger." },
  "document.not-understood": {
    message: "Dit stuk wordt getoond zoals het is geschreven",
    hint: "Schrijf het anders als de lezer het zo niet moet zien.",
  },
  "index.unusable": {
    message: "De index van deze computer is niet te gebruiken",
    hint: "Alles wordt telkens gelezen, wat langer duurt. Kijk of er ruimte is op de schijf met je eigen bestanden.",
  },
  "window": { message: "Er ging iets mis in het venster", hint: "Probeer het opnieuw." },
};

/** A clause of the backend as a sentence. */
function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** Message and hint in the language of the window, or as they are where we have no words. */
export function told(of: Pick<Failure | Notice, "code" | "message" | "hint">): Told {
  if (language.current === "nl") {
    const known = dutch[of.code];
    if (known) return known;
  }
  return { message: sentence(of.message), hint: sentence(of.hint) };
}
