export { bilingual, language, nearest, t, type Language, type Pair } from "./language.svelte";
export { date, day, daysFromToday, languageName, number, moment, time, tongues, when } from "./format";
