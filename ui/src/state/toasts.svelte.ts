export type ToastKind = "plain" | "good" | "warning" | "danger";
export type ToastAction = { label: string; run: () => void };
export type Toast = {
  number: number;
  kind: ToastKind;
  text: string;
  detail?: string;
  actions: ToastAction[];
  /** Milliseconds until it leaves by itself; null for one that stays. */
  stays: number | null;
};

class Toasts {
  shown = $state<Toast[]>([]);
  #next = 1;

  /** What went well leaves by itself; what went wrong stays until it is read. */
  show(text: string, more: Partial<Omit<Toast, "number" | "text">> = {}): number {
    const kind = more.kind ?? "plain";
    const actions = more.actions ?? [];
    const toast: Toast = {
      number: this.#next++,
      kind,
      text,
      detail: more.detail,
      actions,
      stays:
        more.stays !== undefined
          ? more.stays
          : kind === "danger" ? null : actions.length > 0 ? 10_000 : 5_000,
    };
    // The same message twice says nothing new.
    this.shown = [...this.shown.filter((other) => other.text !== text), toast].slice(-4);
    return toast.number;
  }

  dismiss(number: number): void {
    this.shown = this.shown.filter((toast) => toast.number !== number);
  }
}

export const toasts = new Toasts();
