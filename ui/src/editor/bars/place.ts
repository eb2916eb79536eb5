import type { Action } from "svelte/action";
import type { Spot } from "../panels.svelte";

/** Keeps a box in the window beside a spot: below it, or above where there is no room. */
export const beside: Action<HTMLElement, { spot: Spot; above?: boolean }> = (box, given) => {
  const place = ({ spot, above = false }: { spot: Spot; above?: boolean }) => {
    const gap = 6;
    const { offsetWidth: wide, offsetHeight: high } = box;
    const left = Math.max(gap, Math.min(spot.left, innerWidth - wide - gap));
    const over = spot.top - high - gap;
    const under = spot.bottom + gap;
    const fits = (top: number) => top >= gap && top + high <= innerHeight - gap;
    const [first, second] = above ? [over, under] : [under, over];
    const top = fits(first) ? first : fits(second) ? second : Math.max(gap, innerHeight - high - gap);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  };
  let last = given;
  const again = new ResizeObserver(() => place(last));
  again.observe(box);
  place(given);
  return {
    update: (next) => place((last = next)),
    destroy: () => again.disconnect(),
  };
};
