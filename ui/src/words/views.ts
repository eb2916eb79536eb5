import { bilingual, type Pair } from "./language.svelte";

const inDutch = new Intl.NumberFormat("nl-NL");
const inEnglish = new Intl.NumberFormat("en-GB");

export const many = (count: number, one: Pair, more: Pair): Pair => {
  const words = count === 1 ? one : more;
  return { nl: `${inDutch.format(count)} ${words.nl}`, en: `${inEnglish.format(count)} ${words.en}` };
};

export const common = bilingual({
  app: { nl: "Werkwijzer", en: "Werkwijzer" },
  library: { nl: "Bibliotheek", en: "Library" },
  instruction: { nl: "Werkinstructie", en: "Instruction" },
  instructions: { nl: "Werkinstructies", en: "Instructions" },
  open: { nl: "Openen", en: "Open" },
  create: { nl: "Maken", en: "Create" },
  change: { nl: "Wijzigen", en: "Change" },
  choose: { nl: "Kiezen…", en: "Choose…" },
  done: { nl: "Klaar", en: "Done" },
  again: { nl: "Opnieuw proberen", en: "Try again" },
  remove: { nl: "Verwijderen", en: "Remove" },
  add: { nl: "Toevoegen", en: "Add" },
  more: { nl: "Meer", en: "More" },
  loading: { nl: "Bezig met openen…", en: "Opening…" },
  showInFolder: { nl: "Tonen in map", en: "Show in folder" },
  none: { nl: "Geen", en: "None" },
  goTo: { nl: "Ga erheen", en: "Go to" },
});

export const statuses = bilingual({
  draft: { nl: "Concept", en: "Draft" },
  pilot: { nl: "Pilot", en: "Pilot" },
  approved: { nl: "Goedgekeurd", en: "Approved" },
  retired: { nl: "Vervallen", en: "Retired" },
  unknown: { nl: "Geen status", en: "No status" },
});

export const start = bilingual({
  tagline: {
    nl: "Schrijf stap voor stap hoe het werk gaat.",
    en: "Write down how the work is done, step by step.",
  },
  openLibrary: { nl: "Bibliotheek openen…", en: "Open a library…" },
  openLibraryAbout: { nl: "Een map die al een bibliotheek is", en: "A folder that already is a library" },
  createLibrary: { nl: "Nieuwe bibliotheek…", en: "New library…" },
  createLibraryAbout: { nl: "Begin met een lege map", en: "Begin with an empty folder" },
  example: { nl: "Voorbeeld bekijken", en: "Look at the example" },
  exampleAbout: { nl: "Een bedrijf met zes werkinstructies", en: "A company with six instructions" },
  recent: { nl: "Onlangs geopend", en: "Recent" },
  noRecent: {
    nl: "Bibliotheken die je opent, vind je hier terug.",
    en: "Libraries that you open come back here.",
  },
  missing: { nl: "Niet gevonden", en: "Not found" },
  forget: (name: string) => ({ nl: `${name} uit de lijst halen`, en: `Take ${name} off the list` }),
  newTitle: { nl: "Nieuwe bibliotheek", en: "New library" },
  newAbout: {
    nl: "Een bibliotheek is een gewone map met alle werkinstructies van één klant.",
    en: "A library is an ordinary folder with all instructions of one client.",
  },
  name: { nl: "Naam", en: "Name" },
  nameExample: { nl: "Bijvoorbeeld: Werkinstructies Jansen", en: "For example: Jansen’s instructions" },
  language: { nl: "Taal van de werkinstructies", en: "Language of the instructions" },
  place: { nl: "Plaats", en: "Place" },
  noPlace: { nl: "Nog geen map gekozen", en: "No folder chosen yet" },
  choosePlace: { nl: "Kies waar de bibliotheek komt", en: "Choose where the library goes" },
  chooseLibrary: { nl: "Kies een bibliotheek", en: "Choose a library" },
  needsName: { nl: "Geef de bibliotheek een naam.", en: "Give the library a name." },
  needsPlace: { nl: "Kies een map.", en: "Choose a folder." },
});

export const welcome = bilingual({
  title: { nl: "Zo werkt het", en: "How it works" },
  write: {
    nl: "Elke werkinstructie bestaat uit stappen: typ wat iemand doet, en plak of sleep er schermafbeeldingen en videolinks bij.",
    en: "Every instruction is made of steps: type what somebody does, and paste or drop screenshots and video links beside it.",
  },
  save: {
    nl: "Alles wordt vanzelf bewaard als gewone bestanden in een map, en rechts zie je meteen hoe het eruitziet.",
    en: "Everything is saved by itself as ordinary files in a folder, and at the right you see at once what it looks like.",
  },
  publish: {
    nl: "Klaar? Publiceer naar een gedeelde map: je team leest daar de nieuwste uitgave als pdf of webpagina.",
    en: "Ready? Publish into a shared folder: your team reads the newest release there as PDF or web page.",
  },
  understood: { nl: "Begrepen", en: "Got it" },
});

export const library = bilingual({
  count: (count: number) =>
    many(count, { nl: "werkinstructie", en: "instruction" }, { nl: "werkinstructies", en: "instructions" }),
  countOf: (shown: number, all: number) => ({
    nl: `${inDutch.format(shown)} van ${inDutch.format(all)} werkinstructies`,
    en: `${inEnglish.format(shown)} of ${inEnglish.format(all)} instructions`,
  }),
  search: { nl: "Zoeken", en: "Search" },
  searchHere: { nl: "Zoek in titels en tekst", en: "Search titles and text" },
  clear: { nl: "Zoekwoorden wissen", en: "Clear the search" },
  new: { nl: "Nieuwe werkinstructie", en: "New instruction" },
  status: { nl: "Status", en: "Status" },
  allStatuses: { nl: "Alle", en: "All" },
  overdueOnly: { nl: "Herziening te laat", en: "Review overdue" },
  tags: { nl: "Labels", en: "Tags" },
  noTags: { nl: "Nog geen labels", en: "No tags yet" },
  clearFilter: { nl: "Filter wissen", en: "Clear the filter" },
  archived: { nl: "Archief tonen", en: "Show the archive" },
  title: { nl: "Titel", en: "Title" },
  owner: { nl: "Eigenaar", en: "Owner" },
  review: { nl: "Herzien", en: "Review by" },
  changed: { nl: "Gewijzigd", en: "Changed" },
  languages: { nl: "Talen", en: "Languages" },
  overdue: { nl: "te laat", en: "overdue" },
  steps: (count: number) => many(count, { nl: "stap", en: "step" }, { nl: "stappen", en: "steps" }),
  actions: (title: string) => ({ nl: `Acties voor ${title}`, en: `Actions for ${title}` }),
  rename: { nl: "Hernoemen…", en: "Rename…" },
  renameTitle: { nl: "Werkinstructie hernoemen", en: "Rename the instruction" },
  duplicate: { nl: "Dupliceren", en: "Duplicate" },
  archive: { nl: "Archiveren", en: "Archive" },
  restore: { nl: "Terugzetten", en: "Restore" },
  archivedDone: (title: string) => ({ nl: `“${title}” is gearchiveerd`, en: `“${title}” is archived` }),
  restoredDone: (title: string) => ({ nl: `“${title}” staat er weer`, en: `“${title}” is back` }),
  duplicated: (title: string) => ({ nl: `“${title}” is gedupliceerd`, en: `“${title}” is duplicated` }),
  isArchived: { nl: "Gearchiveerd", en: "Archived" },
  foundInTitles: { nl: "In titels", en: "In titles" },
  foundInText: { nl: "In de tekst", en: "In the text" },
  searching: { nl: "Zoeken in de tekst…", en: "Searching the text…" },
  emptyTitle: { nl: "Nog geen werkinstructies", en: "No instructions yet" },
  emptyText: {
    nl: "Begin met één taak die iemand anders van je overneemt. De eerste stap is de moeilijkste.",
    en: "Begin with one task that somebody else takes over from you. The first step is the hardest.",
  },
  nothingTitle: { nl: "Niets gevonden", en: "Nothing found" },
  nothingText: {
    nl: "Probeer andere woorden of wis het filter.",
    en: "Try other words, or clear the filter.",
  },
  notices: (count: number) =>
    many(count, { nl: "melding over deze bibliotheek", en: "notice about this library" },
      { nl: "meldingen over deze bibliotheek", en: "notices about this library" }),
  showNotices: { nl: "Bekijken", en: "Look" },
  sortedBy: (column: string) => ({ nl: `Sorteer op ${column}`, en: `Sort by ${column}` }),
  untitled: { nl: "Zonder titel", en: "Untitled" },
});

export const creating = bilingual({
  title: { nl: "Nieuwe werkinstructie", en: "New instruction" },
  name: { nl: "Titel", en: "Title" },
  nameExample: { nl: "Wat doet iemand? Boek een inkoopfactuur", en: "What is done? Book a purchase invoice" },
  needsName: { nl: "Geef de werkinstructie een titel.", en: "Give the instruction a title." },
  template: { nl: "Begin met", en: "Begin with" },
  blank: { nl: "Leeg", en: "Blank" },
  blankAbout: { nl: "Een titel en verder niets", en: "A title and nothing else" },
  procedure: { nl: "Procedure", en: "Procedure" },
  procedureAbout: { nl: "Wat je nodig hebt, stappen, controle", en: "What you need, steps, check" },
  checklist: { nl: "Checklist", en: "Checklist" },
  checklistAbout: { nl: "Punten om af te vinken", en: "Points to tick off" },
  troubleshooting: { nl: "Probleem oplossen", en: "Troubleshooting" },
  troubleshootingAbout: { nl: "Wat je ziet, oorzaak, oplossing", en: "What you see, cause, mend" },
});

export const editing = bilingual({
  back: { nl: "Naar de bibliotheek", en: "To the library" },
  saved: { nl: "Bewaard", en: "Saved" },
  savedAt: (time: string) => ({ nl: `Bewaard ${time}`, en: `Saved ${time}` }),
  saving: { nl: "Bewaren…", en: "Saving…" },
  unsaved: { nl: "Nog niet bewaard", en: "Not saved yet" },
  language: { nl: "Taal van het document", en: "Language of the document" },
  status: { nl: "Status", en: "Status" },
  export: { nl: "Exporteren", en: "Export" },
  publish: { nl: "Publiceren", en: "Publish" },
  outline: { nl: "Stappen", en: "Steps" },
  showOutline: { nl: "Stappen tonen", en: "Show the steps" },
  hideOutline: { nl: "Stappen verbergen", en: "Hide the steps" },
  showSide: { nl: "Voorbeeld tonen", en: "Show the preview" },
  hideSide: { nl: "Voorbeeld verbergen", en: "Hide the preview" },
  side: { nl: "Naast het document", en: "Beside the document" },
  document: { nl: "Document", en: "Document" },
  preview: { nl: "Voorbeeld", en: "Preview" },
  pages: { nl: "Pagina’s", en: "Pages" },
  html: { nl: "Webpagina", en: "Web page" },
  details: { nl: "Gegevens", en: "Details" },
  problems: { nl: "Problemen", en: "Problems" },
  problemsCount: (count: number) => many(count, { nl: "probleem", en: "problem" }, { nl: "problemen", en: "problems" }),
  noProblems: { nl: "Geen problemen", en: "No problems" },
  noProblemsText: {
    nl: "Terwijl je schrijft, kijkt Werkwijzer of links, afbeeldingen en stappen kloppen.",
    en: "While you write, Werkwijzer checks links, pictures and steps.",
  },
  error: { nl: "Fout", en: "Error" },
  warning: { nl: "Let op", en: "Warning" },
  line: (line: number) => ({ nl: `regel ${line}`, en: `line ${line}` }),
  page: (page: number, of: number) => ({ nl: `Pagina ${page} van ${of}`, en: `Page ${page} of ${of}` }),
  noPages: { nl: "De pagina’s worden opgemaakt…", en: "Laying out the pages…" },
  previewFailed: { nl: "Het voorbeeld is nu niet te maken", en: "The preview cannot be made now" },
  resize: { nl: "Breedte aanpassen", en: "Change the width" },
  recovered: {
    nl: "Wat je de vorige keer typte en nog niet was bewaard, staat er weer.",
    en: "What you typed last time and was not saved yet is back.",
  },
  removed: {
    nl: "Dit document is buiten Werkwijzer verwijderd of verplaatst. Wat je hier ziet, is er nog.",
    en: "This document was removed or moved outside Werkwijzer. What you see here is still there.",
  },
  conflictsTitle: (count: number) =>
    many(count, { nl: "stap is door jou én door iemand anders veranderd", en: "step was changed by you and by somebody else" },
      { nl: "stappen zijn door jou én door iemand anders veranderd", en: "steps were changed by you and by somebody else" }),
  conflictsText: {
    nl: "Beide teksten staan in het document. Kies wat blijft en haal de rest weg.",
    en: "Both texts stand in the document. Choose what stays and take the rest out.",
  },
  removedBack: { nl: "Terug naar de bibliotheek", en: "Back to the library" },
  choosePictures: { nl: "Kies afbeeldingen", en: "Choose pictures" },
  chooseVideos: { nl: "Kies video’s", en: "Choose videos" },
});

export const translating = bilingual({
  add: { nl: "Vertaling toevoegen…", en: "Add a translation…" },
  title: { nl: "Vertaling toevoegen", en: "Add a translation" },
  about: {
    nl: "De vertaling begint als kopie, met dezelfde stappen en afbeeldingen. Je vertaalt haar stap voor stap.",
    en: "The translation begins as a copy, with the same steps and pictures. You translate it step by step.",
  },
  language: { nl: "Taal", en: "Language" },
  added: (tongue: string) => ({
    nl: `Dit is de kopie voor ${tongue}: vertaal de titel en elke stap`,
    en: `This is the copy for ${tongue}: translate its title and each step`,
  }),
});

export const details = bilingual({
  status: { nl: "Status", en: "Status" },
  owner: { nl: "Eigenaar", en: "Owner" },
  ownerHint: { nl: "Wie vragen beantwoordt, vaak een e-mailadres", en: "Who answers questions, often an e-mail address" },
  review: { nl: "Herzien vóór", en: "Review by" },
  reviewFormat: { nl: "JJJJ-MM-DD", en: "YYYY-MM-DD" },
  reviewWrong: { nl: "Schrijf een datum als 2027-03-01.", en: "Write a date like 2027-03-01." },
  reviewPassed: { nl: "Deze datum is voorbij.", en: "This date has passed." },
  tags: { nl: "Labels", en: "Tags" },
  tagsHint: { nl: "Enter voegt een label toe", en: "Enter adds a tag" },
  removeTag: (tag: string) => ({ nl: `Label ${tag} weghalen`, en: `Take tag ${tag} off` }),
  language: { nl: "Taal", en: "Language" },
  numbering: { nl: "Stappen nummeren", en: "Number the steps" },
  agreements: { nl: "Afspraken", en: "Agreements" },
  quality: { nl: "Kwaliteit", en: "Quality" },
  qualityExample: { nl: "hoogstens 2 correcties per 100 facturen", en: "at most 2 corrections per 100 invoices" },
  speed: { nl: "Snelheid", en: "Speed" },
  speedExample: { nl: "40 facturen per uur", en: "40 invoices an hour" },
  delivery: { nl: "Levering", en: "Delivery" },
  deliveryExample: { nl: "vóór 17.00 uur, in de map Geboekt", en: "before 17:00, in the folder Booked" },
  ownAgreement: { nl: "Eigen afspraak", en: "Agreement of your own" },
  agreementName: { nl: "Naam van de afspraak", en: "Name of the agreement" },
  removeAgreement: (name: string) => ({ nl: `Afspraak ${name} weghalen`, en: `Take agreement ${name} off` }),
  known: { nl: "Deze afspraak is er al.", en: "This agreement is there already." },
});

export const publishing = bilingual({
  exportTitle: { nl: "Exporteren", en: "Export" },
  exportAbout: (title: string) => ({ nl: `“${title}” als bestanden in een map`, en: `“${title}” as files in a folder` }),
  formats: { nl: "Formaten", en: "Formats" },
  pdf: { nl: "Pdf", en: "PDF" },
  pdfAbout: { nl: "Om te lezen en te printen", en: "To read and to print" },
  html: { nl: "Webpagina", en: "Web page" },
  htmlAbout: { nl: "HTML met een map afbeeldingen", en: "HTML with a folder of pictures" },
  htmlSingle: { nl: "Webpagina in één bestand", en: "Web page in one file" },
  htmlSingleAbout: { nl: "Makkelijk te mailen", en: "Easy to send by mail" },
  md: { nl: "Markdown", en: "Markdown" },
  mdAbout: { nl: "Voor andere programma’s", en: "For other programs" },
  language: { nl: "Taal", en: "Language" },
  folder: { nl: "Map", en: "Folder" },
  chooseFolder: { nl: "Kies een map voor de export", en: "Choose a folder for the export" },
  withdraw: {
    nl: "Ja, haal ze uit de publicatie",
    en: "Yes, take them out of the publication",
  },
  noFolder: { nl: "Nog geen map gekozen", en: "No folder chosen yet" },
  export: { nl: "Exporteren", en: "Export" },
  publishTitle: { nl: "Publiceren", en: "Publish" },
  publishAbout: {
    nl: "De hele bibliotheek komt in een map die je met je team deelt. Alleen wat is veranderd, wordt opnieuw gemaakt.",
    en: "The whole library goes into a folder that you share with your team. Only what changed is made anew.",
  },
  destination: { nl: "Bestemming", en: "Destination" },
  chooseDestination: { nl: "Kies de gedeelde map", en: "Choose the shared folder" },
  note: { nl: "Wat is er nieuw?", en: "What is new?" },
  noteHint: { nl: "Je team leest dit bij de wijzigingen. Mag leeg blijven.", en: "Your team reads this with the changes. May stay empty." },
  changes: { nl: "Dit gaat er veranderen", en: "What will change" },
  looking: { nl: "Kijken wat er verandert…", en: "Looking what will change…" },
  chooseFirst: { nl: "Kies een map om te zien wat er verandert.", en: "Choose a folder to see what will change." },
  upToDate: { nl: "Alles in de bestemming is al bij.", en: "Everything in the destination is up to date." },
  added: (count: number) => many(count, { nl: "nieuw", en: "new" }, { nl: "nieuw", en: "new" }),
  changed: (count: number) => many(count, { nl: "veranderd", en: "changed" }, { nl: "veranderd", en: "changed" }),
  removed: (count: number) => many(count, { nl: "weg", en: "removed" }, { nl: "weg", en: "removed" }),
  archived: (count: number) => many(count, { nl: "naar het archief", en: "to the archive" }, { nl: "naar het archief", en: "to the archive" }),
  unchanged: (count: number) => many(count, { nl: "ongewijzigd", en: "unchanged" }, { nl: "ongewijzigd", en: "unchanged" }),
  isNew: { nl: "Nieuw", en: "New" },
  isChanged: { nl: "Veranderd", en: "Changed" },
  isRemoved: { nl: "Weg", en: "Removed" },
  isArchived: { nl: "Archief", en: "Archive" },
  publish: { nl: "Publiceren", en: "Publish" },
  exporting: { nl: "Exporteren…", en: "Exporting…" },
  publishingNow: { nl: "Publiceren…", en: "Publishing…" },
  stopping: { nl: "Stoppen…", en: "Stopping…" },
  stop: { nl: "Stoppen", en: "Stop" },
  background: { nl: "Op de achtergrond verder", en: "Go on in the background" },
  stopped: { nl: "Gestopt. Er is niets veranderd.", en: "Stopped. Nothing was changed." },
  exported: (count: number) => many(count, { nl: "bestand geëxporteerd", en: "file exported" }, { nl: "bestanden geëxporteerd", en: "files exported" }),
  published: { nl: "Gepubliceerd", en: "Published" },
  publishedText: { nl: "Je team ziet dit zodra de map is gesynchroniseerd.", en: "Your team sees it as soon as the folder has synced." },
  openStart: { nl: "Startpagina openen", en: "Open the start page" },
  failed: { nl: "Het is niet gelukt", en: "It did not work" },
  notices: (count: number) => many(count, { nl: "melding", en: "notice" }, { nl: "meldingen", en: "notices" }),
  show: { nl: "Bekijken", en: "Look" },
  progress: { nl: "Voortgang", en: "Progress" },
});

export const palette = bilingual({
  title: { nl: "Opdrachten", en: "Command palette" },
  ask: { nl: "Wat wil je doen of openen?", en: "What do you want to do or open?" },
  commands: { nl: "Opdrachten", en: "Commands" },
  instructions: { nl: "Werkinstructies", en: "Instructions" },
  steps: { nl: "Stappen", en: "Steps" },
  text: { nl: "In de tekst", en: "In the text" },
  nothing: { nl: "Niets gevonden", en: "Nothing found" },
});

export const settings = bilingual({
  title: { nl: "Instellingen", en: "Settings" },
  language: { nl: "Taal van Werkwijzer", en: "Language of Werkwijzer" },
  languageHint: { nl: "Je werkinstructies hebben hun eigen taal.", en: "Your instructions have a language of their own." },
  system: { nl: "Zoals de computer", en: "As the computer" },
  appearance: { nl: "Weergave", en: "Appearance" },
  light: { nl: "Licht", en: "Light" },
  dark: { nl: "Donker", en: "Dark" },
  author: { nl: "Je naam", en: "Your name" },
  authorHint: {
    nl: "Staat in de geschiedenis bij wat je verandert. Leeg: de naam van je account.",
    en: "Stands in the history with what you change. Empty: the name of your account.",
  },
  zoom: { nl: "Grootte", en: "Size" },
  shortcuts: { nl: "Sneltoetsen", en: "Shortcuts" },
  inWindow: { nl: "In het venster", en: "In the window" },
  inLibrary: { nl: "In de bibliotheek", en: "In the library" },
  moveInList: { nl: "Door de lijst lopen", en: "Move through the list" },
  openSelected: { nl: "De gekozen werkinstructie openen", en: "Open the selected instruction" },
  about: { nl: "Over Werkwijzer", en: "About Werkwijzer" },
  version: (version: string) => ({ nl: `Versie ${version}`, en: `Version ${version}` }),
  components: { nl: "Onderdelen van anderen", en: "Parts made by others" },
  componentsAbout: {
    nl: "Werkwijzer is vrije software (MIT of Apache-2.0) en staat op de schouders van deze makers.",
    en: "Werkwijzer is free software (MIT or Apache-2.0) and stands on the shoulders of these makers.",
  },
  component: { nl: "Onderdeel", en: "Part" },
  versionColumn: { nl: "Versie", en: "Version" },
  licence: { nl: "Licentie", en: "Licence" },
});

/** What the commands of a document are about, as the editor groups them. */
export const commandGroups = bilingual({
  edit: { nl: "Bewerken", en: "Edit" },
  text: { nl: "Tekst", en: "Text" },
  list: { nl: "Lijsten", en: "Lists" },
  insert: { nl: "Invoegen", en: "Insert" },
  callout: { nl: "Aandacht vragen", en: "Callouts" },
  step: { nl: "Stappen", en: "Steps" },
  table: { nl: "Tabellen", en: "Tables" },
});

export const trouble = bilingual({
  title: { nl: "Er ging iets mis in dit venster", en: "Something went wrong in this window" },
  text: {
    nl: "Wat je typte, is bewaard. Laad het venster opnieuw om verder te gaan.",
    en: "What you typed is saved. Load the window anew to go on.",
  },
  reload: { nl: "Opnieuw laden", en: "Load anew" },
  copy: { nl: "Verslag kopiëren", en: "Copy the report" },
  copied: { nl: "Gekopieerd", en: "Copied" },
  cannotStart: { nl: "Werkwijzer kan niet beginnen", en: "Werkwijzer cannot start" },
});
