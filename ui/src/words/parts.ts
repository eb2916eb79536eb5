import { bilingual } from "./language.svelte";

export const parts = bilingual({
  close: { nl: "Sluiten", en: "Close" },
  cancel: { nl: "Annuleren", en: "Cancel" },
  undo: { nl: "Ongedaan maken", en: "Undo" },
  dismiss: { nl: "Melding sluiten", en: "Dismiss" },
  messages: { nl: "Meldingen", en: "Messages" },
  empty: { nl: "Niets gevonden", en: "Nothing found" },
});
