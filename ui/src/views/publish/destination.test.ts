import { expect, it } from "vitest";
import type { DestinationListed } from "../../backend";
import { DestinationChoice } from "./destination.svelte";

const noord = { name: "Noord", folder: "/noord" };
const zuid = { name: "Zuid", folder: null };

function choosing(listed: DestinationListed[], folder: string | null = null, name: string | null = null) {
  return new DestinationChoice({ "destination": folder, "destination-name": name }, () => listed);
}

it("begins with what was published into last", () => {
  expect(choosing([]).to).toBeNull();
  expect(choosing([], "/shared").to).toBe("/shared");
  const last = choosing([noord, zuid], "/noord", "Zuid");
  expect([last.name, last.to, last.folder]).toEqual(["Zuid", null, null]);
  // Of a library that was never published from here.
  expect(choosing([noord, zuid]).name).toBe("Noord");
  // The folder got its name since, or its name went.
  expect(choosing([noord], "/noord").name).toBe("Noord");
  const gone = choosing([noord], "/other", "Oost");
  expect([gone.name, gone.to]).toEqual([null, "/other"]);
});

it("follows a destination that moves", () => {
  const listed = [{ ...noord }];
  const choice = choosing(listed, "/noord", "Noord");
  listed[0] = { name: "Noord", folder: "/elsewhere" };
  expect(choice.to).toBe("/elsewhere");
});

it("makes only a folder that was chosen just now", () => {
  const listed: DestinationListed[] = [noord, { ...zuid }];
  const choice = choosing(listed, "/noord", "Noord");
  expect(choice.create).toBe(false);
  choice.take("/new", null);
  expect([choice.name, choice.to, choice.create]).toEqual([null, "/new", true]);
  choice.choose("Noord");
  expect([choice.to, choice.create]).toEqual(["/noord", false]);
  listed[1] = { name: "Zuid", folder: "/zuid" };
  choice.take("/zuid", "Zuid");
  expect([choice.name, choice.to, choice.create, choice.folder]).toEqual(["Zuid", "/zuid", true, "/new"]);
});

it("keeps the folder of a destination that is forgotten", () => {
  const listed = [noord, zuid];
  const choice = choosing(listed, "/noord", "Noord");
  choice.leave(zuid);
  expect(choice.name).toBe("Noord");
  listed.shift();
  choice.leave(noord);
  expect([choice.name, choice.to]).toEqual([null, "/noord"]);
});

it("refuses names that the library cannot have", () => {
  const choice = choosing([noord]);
  expect(["", "  ", "a/b", "a\\b", " noord ", "Oost"].map((name) => choice.refused(name)))
    .toEqual(["empty", "empty", "wrong", "wrong", "known", null]);
});
