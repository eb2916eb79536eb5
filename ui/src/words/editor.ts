import { bilingual, type Pair } from "./language.svelte";

/** The names of the commands, as pairs: the palette finds them in both languages. */
export const commands = {
  undo: { nl: "Ongedaan maken", en: "Undo" },
  redo: { nl: "Opnieuw doen", en: "Redo" },
  find: { nl: "Zoeken in het document", en: "Find in the document" },
  replace: { nl: "Zoeken en vervangen", en: "Find and replace" },
  bold: { nl: "Vet", en: "Bold" },
  italic: { nl: "Cursief", en: "Italic" },
  strikethrough: { nl: "Doorhalen", en: "Strikethrough" },
  code: { nl: "Code in de tekst", en: "Code in the text" },
  link: { nl: "Link", en: "Link" },
  bulleted: { nl: "Lijst", en: "Bulleted list" },
  numbered: { nl: "Genummerde lijst", en: "Numbered list" },
  checklist: { nl: "Afvinklijst", en: "Checklist" },
  tick: { nl: "Afvinken", en: "Tick" },
  picture: { nl: "Afbeelding…", en: "Picture…" },
  video: { nl: "Videobestand…", en: "Video file…" },
  table: { nl: "Tabel", en: "Table" },
  codeBlock: { nl: "Codeblok", en: "Code block" },
  quote: { nl: "Citaat", en: "Quote" },
  rule: { nl: "Scheidingslijn", en: "Rule" },
  noCallout: { nl: "Kader weghalen", en: "Remove the callout" },
  addStep: { nl: "Nieuwe stap", en: "New step" },
  addSubStep: { nl: "Nieuwe substap", en: "New sub-step" },
  splitStep: { nl: "Stap hier splitsen", en: "Split the step here" },
  joinStep: { nl: "Samenvoegen met de stap hierboven", en: "Join with the step before" },
  moveUp: { nl: "Stap omhoog", en: "Move the step up" },
  moveDown: { nl: "Stap omlaag", en: "Move the step down" },
  indent: { nl: "Substap van de stap hierboven maken", en: "Make it a sub-step" },
  outdent: { nl: "Een niveau omhoog", en: "Move it one level up" },
  duplicateStep: { nl: "Stap dupliceren", en: "Duplicate the step" },
  removeStep: { nl: "Stap verwijderen", en: "Delete the step" },
  rowAbove: { nl: "Rij erboven", en: "Row above" },
  rowBelow: { nl: "Rij eronder", en: "Row below" },
  columnBefore: { nl: "Kolom ervoor", en: "Column before" },
  columnAfter: { nl: "Kolom erna", en: "Column after" },
  alignLeft: { nl: "Kolom links uitlijnen", en: "Align the column left" },
  alignCenter: { nl: "Kolom centreren", en: "Centre the column" },
  alignRight: { nl: "Kolom rechts uitlijnen", en: "Align the column right" },
  removeRow: { nl: "Rij verwijderen", en: "Delete the row" },
  removeColumn: { nl: "Kolom verwijderen", en: "Delete the column" },
  removeTable: { nl: "Tabel verwijderen", en: "Delete the table" },
} satisfies Record<string, Pair>;

export const callouts = {
  note: { nl: "Opmerking", en: "Note" },
  tip: { nl: "Tip", en: "Tip" },
  important: { nl: "Belangrijk", en: "Important" },
  warning: { nl: "Waarschuwing", en: "Warning" },
  caution: { nl: "Gevaar", en: "Caution" },
} satisfies Record<string, Pair>;

export const placeholder = bilingual({
  title: { nl: "Titel van de werkinstructie", en: "Title of the instruction" },
  heading: { nl: "Wat wordt hier gedaan?", en: "What is done here?" },
  text: { nl: "Schrijf, plak een afbeelding, of typ / voor meer", en: "Write, paste a picture, or type / for more" },
  question: { nl: "Schrijf hier", en: "Write here" },
});

export const insert = bilingual({
  pictureName: { nl: "afbeelding.png", en: "picture.png" },
  videoName: { nl: "Bekijk de video", en: "Watch the video" },
  notPasted: {
    nl: "Wat op het klembord staat, kan hier niet worden geplakt.",
    en: "What is on the clipboard cannot be pasted here.",
  },
  noMedia: {
    nl: "Hier komen alleen afbeeldingen en video’s (mp4 of webm) terecht. Andere bestanden zijn niet meegenomen.",
    en: "Only pictures and videos (MP4 or WebM) can be dropped here. Other files were not taken in.",
  },
  several: (count: number) => ({
    nl: `${count} afbeeldingen ingevoegd`,
    en: `${count} pictures inserted`,
  }),
  eachStep: { nl: "Elk een eigen stap", en: "Each its own step" },
  keep: { nl: "Zo laten", en: "Keep as it is" },
});

export const editor = bilingual({
  document: { nl: "Tekst van de werkinstructie", en: "Text of the instruction" },
  format: { nl: "Opmaak", en: "Format" },
  selection: { nl: "Opmaak van de selectie", en: "Format of the selection" },
  callout: { nl: "Kader", en: "Callout" },
  insertMore: { nl: "Invoegen", en: "Insert" },
  table: { nl: "Tabel", en: "Table" },
  step: { nl: "Stap", en: "Step" },
  addStep: { nl: "Stap toevoegen", en: "Add a step" },
});

export const picture = bilingual({
  ask: { nl: "Wat is hier te zien? Voor wie het niet kan zien", en: "What does it show? For who cannot see it" },
  alt: { nl: "Beschrijving", en: "Description" },
  caption: { nl: "Bijschrift", en: "Caption" },
  captionAsk: { nl: "Bijschrift (mag leeg)", en: "Caption (optional)" },
  replace: { nl: "Vervangen…", en: "Replace…" },
  remove: { nl: "Verwijderen", en: "Remove" },
  missing: { nl: "Deze afbeelding is er niet", en: "This picture is not there" },
  picture: { nl: "Afbeelding", en: "Picture" },
});

export const crop = bilingual({
  open: { nl: "Bijsnijden…", en: "Crop…" },
  title: { nl: "Afbeelding bijsnijden", en: "Crop the picture" },
  how: {
    nl: "Sleep de randen, of gebruik de pijltjes. Wat buiten het kader valt, ziet de lezer niet; het origineel blijft bewaard.",
    en: "Drag the edges, or use the arrow keys. Readers do not see what is outside of the frame; the original is kept.",
  },
  apply: { nl: "Bijsnijden", en: "Crop" },
  whole: { nl: "Hele afbeelding", en: "Whole picture" },
  size: (width: number, height: number) => ({ nl: `${width} × ${height} pixels`, en: `${width} × ${height} pixels` }),
});

/** The parts of the frame that can be pulled, as a screen reader says them. */
export const cropHandles = bilingual({
  whole: { nl: "Kader verplaatsen", en: "Move the frame" },
  n: { nl: "Bovenrand", en: "Top edge" },
  e: { nl: "Rechterrand", en: "Right edge" },
  s: { nl: "Onderrand", en: "Bottom edge" },
  w: { nl: "Linkerrand", en: "Left edge" },
  ne: { nl: "Hoek rechtsboven", en: "Top right corner" },
  se: { nl: "Hoek rechtsonder", en: "Bottom right corner" },
  sw: { nl: "Hoek linksonder", en: "Bottom left corner" },
  nw: { nl: "Hoek linksboven", en: "Top left corner" },
});

export const pictureWidth = bilingual({
  name: { nl: "Breedte", en: "Width" },
  own: { nl: "Eigen grootte", en: "Its own size" },
  small: { nl: "Klein (30% van de tekst)", en: "Small (30% of the text)" },
  medium: { nl: "Half (50%)", en: "Half (50%)" },
  large: { nl: "Groot (75%)", en: "Large (75%)" },
  full: { nl: "Hele breedte", en: "Full width" },
});

export const video = bilingual({
  name: { nl: "Naam van de video", en: "Name of the video" },
  from: (time: string) => ({ nl: `vanaf ${time}`, en: `from ${time}` }),
  file: { nl: "Videobestand", en: "Video file" },
  other: { nl: "Video", en: "Video" },
  open: { nl: "Openen", en: "Open" },
  dead: { nl: "Deze link werkt niet meer", en: "This link no longer works" },
  unknown: { nl: "Niet nagegaan: geen netwerk", en: "Not checked: no network" },
  cannotPlay: { nl: "Deze video kan hier niet spelen", en: "This video cannot play here" },
});

export const block = bilingual({
  callout: { nl: "Soort kader", en: "Kind of callout" },
  checked: { nl: "Afgevinkt", en: "Ticked" },
  language: { nl: "Taal van de code", en: "Language of the code" },
  languageAsk: { nl: "taal", en: "language" },
  html: { nl: "HTML", en: "HTML" },
  definitions: { nl: "Linkdefinities", en: "Link definitions" },
  raw: { nl: "Brontekst", en: "Source" },
  snippet: (name: string) => ({ nl: `Fragment ${name}`, en: `Snippet ${name}` }),
  snippetEdit: { nl: "Bewerken", en: "Edit" },
  snippetDone: { nl: "Klaar", en: "Done" },
  snippetNote: { nl: "Verandert in alle werkinstructies", en: "Changes in every instruction" },
  snippetMissing: { nl: "Dit fragment is er niet", en: "This snippet is not there" },
  snippetEmpty: { nl: "Dit fragment is leeg", en: "This snippet is empty" },
  variableUnknown: { nl: "Deze variabele heeft geen waarde", en: "This variable has no value" },
});

export const link = bilingual({
  title: { nl: "Link", en: "Link" },
  address: { nl: "Adres", en: "Address" },
  ask: { nl: "Plak een adres of kies een stap", en: "Paste an address or choose a step" },
  words: { nl: "Tekst", en: "Text" },
  apply: { nl: "Toepassen", en: "Apply" },
  remove: { nl: "Link weghalen", en: "Remove the link" },
  open: { nl: "Openen", en: "Open" },
  steps: { nl: "Stappen", en: "Steps" },
});

export const find = bilingual({
  find: { nl: "Zoeken", en: "Find" },
  replace: { nl: "Vervangen door", en: "Replace by" },
  next: { nl: "Volgende", en: "Next" },
  previous: { nl: "Vorige", en: "Previous" },
  matchCase: { nl: "Hoofdletters", en: "Match case" },
  one: { nl: "Vervangen", en: "Replace" },
  all: { nl: "Alles vervangen", en: "Replace all" },
  close: { nl: "Zoeken sluiten", en: "Close find" },
  withReplace: { nl: "Vervangen tonen", en: "Show replace" },
  none: { nl: "Niets gevonden", en: "Nothing found" },
  count: (at: number, of: number) => ({ nl: `${at} van ${of}`, en: `${at} of ${of}` }),
});

export const suggest = bilingual({
  block: { nl: "Invoegen", en: "Insert" },
  variable: { nl: "Variabelen", en: "Variables" },
  snippet: { nl: "Fragmenten", en: "Snippets" },
  newVariable: (name: string) => ({ nl: `Variabele “${name}”`, en: `Variable “${name}”` }),
  newSnippet: (name: string) => ({ nl: `Nieuw fragment “${name}”`, en: `New snippet “${name}”` }),
});

export const problems = bilingual({
  title: (count: number) => ({
    nl: count === 1 ? "1 aandachtspunt" : `${count} aandachtspunten`,
    en: count === 1 ? "1 problem" : `${count} problems`,
  }),
  describe: { nl: "Beschrijf de afbeelding", en: "Describe the picture" },
  removeStep: { nl: "Lege stap verwijderen", en: "Delete the empty step" },
  use: (name: string) => ({ nl: `Gebruik ${name}`, en: `Use ${name}` }),
  newId: { nl: "Dubbele naam weghalen", en: "Remove the double id" },
  level: { nl: "Niveau herstellen", en: "Mend the level" },
  show: { nl: "Laat zien", en: "Show" },
  close: { nl: "Sluiten", en: "Close" },
});

export const outline = bilingual({
  steps: { nl: "Stappen", en: "Steps" },
  empty: { nl: "Nog geen stappen", en: "No steps yet" },
  untitled: { nl: "Stap zonder kop", en: "Step without a heading" },
  collapse: { nl: "Inklappen", en: "Collapse" },
  expand: { nl: "Uitklappen", en: "Expand" },
  problem: { nl: "heeft een aandachtspunt", en: "has a problem" },
  how: {
    nl: "Alt met pijlen verplaatst de stap, Delete verwijdert hem",
    en: "Alt with arrows moves the step, Delete removes it",
  },
});
