/**
 * About where a step stands in the pages, between 0 and 1. The backend does not tell where it laid
 * a step out; how far it lies in the text and among the steps together come close enough to bring
 * its page into sight. Title, introduction and contents fill about one page before the first step.
 */
export function guessedPlace(
  steps: ReadonlyArray<{ position: number }>, current: number, pages: number,
): number | null {
  const step = steps[current];
  const first = steps[0];
  const last = steps.at(-1);
  if (!step || !first || !last || pages < 1) return null;
  const amongSteps = current / steps.length;
  // What follows the last heading is about as long as what follows the others.
  const length = (last.position - first.position) * (1 + 1 / steps.length);
  const inText = length > 0 ? (step.position - first.position) / length : 0;
  const before = pages > 2 ? 1 / pages : 0;
  return before + ((amongSteps + inText) / 2) * (1 - before);
}
