import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import Tips from "./Tips.svelte";

let tips: Record<string, unknown>;
let near: HTMLElement;
let other: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  document.body.innerHTML =
    '<button data-tip="Export" data-shortcut="Mod+E"><span>E</span></button><button data-tip="History">H</button><p>Text</p>';
  [near, other] = document.querySelectorAll("button") as unknown as [HTMLElement, HTMLElement];
  tips = mount(Tips, { target: document.body });
  flushSync();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await unmount(tips);
  vi.useRealTimers();
});

const say = (target: Element, type: string) => {
  const event = new MouseEvent(type, { bubbles: true });
  target.dispatchEvent(event);
};
async function after(milliseconds: number): Promise<string | undefined> {
  vi.advanceTimersByTime(milliseconds);
  flushSync();
  await tick();
  return document.querySelector(".tip")?.textContent?.trim();
}

it("tells what a button is, to who points at it for a moment", async () => {
  say(near.firstElementChild!, "pointerover");
  expect(await after(400)).toBeUndefined();
  expect(await after(200)).toBe("ExportCtrl+E");
  say(document.querySelector("p")!, "pointerover");
  expect(await after(0)).toBeUndefined();
});

it("tells of the next at once", async () => {
  say(near, "pointerover");
  await after(600);
  say(other, "pointerover");
  expect(await after(1)).toBe("History");
});

it("is silent once the button is pressed, or a key", async () => {
  for (const type of ["pointerdown", "keydown"]) {
    say(document.querySelector("p")!, "pointerover");
    await after(1000);
    say(near, "pointerover");
    expect(await after(600)).toBe("ExportCtrl+E");
    say(near, type);
    expect(await after(0)).toBeUndefined();
    say(near.firstElementChild!, "pointerover");
    expect(await after(1000)).toBeUndefined();
  }
});

it("goes when the pointer leaves the window, or the button", async () => {
  say(near, "pointerover");
  expect(await after(600)).toBe("ExportCtrl+E");
  // Nothing else is pointed at then.
  say(near, "pointerout");
  expect(await after(0)).toBeUndefined();
  say(near, "pointerover");
  expect(await after(600)).toBe("ExportCtrl+E");
  near.remove();
  await Promise.resolve();
  expect(await after(0)).toBeUndefined();
});

it("tells of the button that the keyboard came to", async () => {
  // jsdom does not tell how an element was reached.
  vi.spyOn(HTMLElement.prototype, "matches").mockImplementation((selector) => selector === ":focus-visible");
  other.focus();
  expect(await after(0)).toBe("History");
  near.focus();
  expect(await after(0)).toBe("ExportCtrl+E");
  near.blur();
  expect(await after(0)).toBeUndefined();
});
