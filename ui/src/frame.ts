/** Milliseconds: a window that is not seen draws no frames. */
const longest = 50;

/** Resolves when what the page shows now is drawn. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longest);
    // What comes in the turn after it, the frame does not wait for.
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
