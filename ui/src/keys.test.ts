import { expect, it } from "vitest";
import { heard, pressed, shown } from "./keys";

const key = (name: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key: name, ...more });

it("knows a shortcut by its keys", () => {
  expect(pressed(key("n", { ctrlKey: true }), "Mod+N")).toBe(true);
  expect(pressed(key("N", { ctrlKey: true, shiftKey: true }), "Mod+N")).toBe(false);
  expect(pressed(key("N", { ctrlKey: true, shiftKey: true }), "Mod+Shift+N")).toBe(true);
  expect(pressed(key("n"), "Mod+N")).toBe(false);
  expect(pressed(key("0", { ctrlKey: true }), "Mod+0")).toBe(true);
});

it("does not ask how a sign is typed on this keyboard", () => {
  expect(pressed(key("+", { ctrlKey: true, shiftKey: true }), "Mod++")).toBe(true);
  expect(pressed(key("+", { ctrlKey: true }), "Mod++")).toBe(true);
  expect(pressed(key("=", { ctrlKey: true }), "Mod++")).toBe(true);
  expect(pressed(key("/", { ctrlKey: true, shiftKey: true }), "Mod+/")).toBe(true);
});

it("shows and says it", () => {
  expect(shown("Mod+Shift+N")).toBe("Ctrl+Shift+N");
  expect(shown("Delete")).toBe("Del");
  expect(shown("Mod++")).toBe("Ctrl++");
  expect(heard("Mod+K")).toBe("Control+K");
});
