/** Which rows of equal height are drawn: those in sight and a few around them. */
export function drawn(
  scrollTop: number, height: number, rowHeight: number, count: number, around = 8,
): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - around);
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around);
  return { first: Math.min(first, count), last };
}

/** Where to scroll so that a row is in sight, moving no further than needed. */
export function inSight(
  index: number, scrollTop: number, height: number, rowHeight: number,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}
