/** The path of a new folder in a chosen one, under a name that every system can keep. */
export function joined(folder: string, name: string): string {
  const separator = folder.includes("\\") ? "\\" : "/";
  const safe = name
    .normalize("NFC")
    .replace(/[<>:"/\\|?*\u0000-\u001f]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[. ]+$/, "");
  const base = folder.endsWith(separator) ? folder : folder + separator;
  return base + safe;
}
