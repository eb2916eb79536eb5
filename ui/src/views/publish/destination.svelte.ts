// Where the library goes: a destination by its name, or a folder that has none.

import type { DestinationListed, Preferences } from "../../backend";

export class DestinationChoice {
  #name = $state<string | null>(null);
  #folder = $state<string | null>(null);
  /** Only a folder that was just chosen may be begun in; a remembered one that is gone is told. */
  #chosenNow = $state<string | null>(null);
  readonly #listed: () => readonly DestinationListed[];

  /** Begins with what was chosen last. */
  constructor(
    before: Pick<Preferences, "destination" | "destination-name">,
    listed: () => readonly DestinationListed[],
  ) {
    this.#listed = listed;
    const known = listed();
    const last =
      known.find(({ name }) => name === before["destination-name"]) ??
      // A folder may have got its name since.
      known.find(({ folder }) => folder !== null && folder === before.destination) ??
      (before.destination === null ? known[0] : undefined);
    this.#name = last?.name ?? null;
    this.#folder = last ? null : before.destination;
  }

  /** The chosen destination; null for a folder without a name. One that others forgot is none. */
  get name(): string | null {
    return this.#listed().some(({ name }) => name === this.#name) ? this.#name : null;
  }

  /** The folder without a name. */
  get folder(): string | null {
    return this.#folder;
  }

  /** The folder to publish into, as far as it is known. */
  get to(): string | null {
    const { name } = this;
    return name === null ? this.#folder : (this.#listed().find((one) => one.name === name)?.folder ?? null);
  }

  /** Whether the folder may be made. */
  get create(): boolean {
    return this.to !== null && this.to === this.#chosenNow;
  }

  choose(name: string | null): void {
    this.#name = name;
  }

  /** Takes a folder that was just chosen, for a destination or without a name. */
  take(folder: string, name: string | null): void {
    this.#chosenNow = folder;
    if (name === null) this.#folder = folder;
    this.#name = name;
  }

  /** Goes on with the folder of a destination that is forgotten. */
  leave({ name, folder }: DestinationListed): void {
    if (this.#name !== name) return;
    this.#name = null;
    this.#folder = folder ?? this.#folder;
  }

  /** Why a name cannot be given; null when it can. */
  refused(typed: string): "empty" | "known" | "wrong" | null {
    const name = typed.trim();
    if (name === "") return "empty";
    if (/[/\\\n]/.test(name)) return "wrong";
    return this.#listed().some((one) => one.name.toLowerCase() === name.toLowerCase()) ? "known" : null;
  }
}
