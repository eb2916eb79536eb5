// How this window is arranged: a matter of this computer and this screen, so it is remembered
// here and not in the backend's preferences.

export type Side = "pages" | "html" | "details" | "problems";

type Remembered = {
  zoom: number;
  outline: boolean;
  outlineWidth: number;
  side: Side | null;
  sideWidth: number;
};

const place = "werkwijzer.layout";
const zooms = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

function remembered(): Partial<Remembered> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(place) ?? "{}");
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

class Layout {
  zoom = $state(1);
  outline = $state(true);
  /** In rem, so that it grows with the zoom. */
  outlineWidth = $state(15);
  side = $state<Side | null>("pages");
  sideWidth = $state(27);
  /** What the side last showed, for when it is opened again. */
  lastSide = $state<Side>("pages");
  /** Whether the window is too narrow for panels beside the document: they then lie over it. */
  narrow = $state(false);
  drawer = $state<"outline" | "side" | null>(null);

  constructor() {
    const known = remembered();
    this.zoom = zooms.find((zoom) => zoom === known.zoom) ?? 1;
    this.outline = known.outline ?? true;
    this.outlineWidth = known.outlineWidth ?? 15;
    this.side = known.side === undefined ? "pages" : known.side;
    this.lastSide = this.side ?? "pages";
    this.sideWidth = known.sideWidth ?? 27;
  }

  remember(): void {
    const { zoom, outline, outlineWidth, side, sideWidth } = this;
    try {
      localStorage.setItem(
        place,
        JSON.stringify({ zoom, outline, outlineWidth, side, sideWidth } satisfies Remembered),
      );
    } catch {
      // A web view without storage forgets, and nothing else happens.
    }
  }

  zoomBy(direction: 1 | -1): void {
    this.zoom = zooms[zooms.indexOf(this.zoom) + direction] ?? this.zoom;
  }

  get outlineShown(): boolean {
    return this.narrow ? this.drawer === "outline" : this.outline;
  }

  get sideShown(): Side | null {
    if (this.narrow) return this.drawer === "side" ? this.lastSide : null;
    return this.side;
  }

  toggleOutline(): void {
    if (this.narrow) this.drawer = this.drawer === "outline" ? null : "outline";
    else this.outline = !this.outline;
  }

  toggleSide(): void {
    this.show(this.sideShown ? null : this.lastSide);
  }

  show(side: Side | null): void {
    if (side) this.lastSide = side;
    if (this.narrow) this.drawer = side ? "side" : null;
    else this.side = side;
  }
}

export const layout = new Layout();
