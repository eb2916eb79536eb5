export { bilingual, language, nearest, t, type Language, type Pair } from "./language.svelte";
export { date, daysFromToday, languageName, number, moment, tongues } from "./format";
