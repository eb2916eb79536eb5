/**
 * About where a step stands in the pages, between 0 and 1. The backend does not tell where it laid
 * a step out; how far it lies in the text and among the steps together come close enough to bring
 * its page into sight.
 */
export function guessedPlace(steps: ReadonlyArray<{ position: number }>, current: number): number | null {
  const step = steps[current];
  const last = steps.at(-1);
  if (!step || !last || last.position <= 0) return null;
  const amongSteps = current / steps.length;
  // What follows the last heading is about as long as what follows the others.
  const end = last.position * (1 + 1 / steps.length);
  return (amongSteps + step.position / end) / 2;
}
