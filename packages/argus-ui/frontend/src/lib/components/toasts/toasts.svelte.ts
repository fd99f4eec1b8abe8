/** Short messages, and the errors that were closed. */
export type ToastKind = "error" | "success" | "info";

export interface Toast {
  id: number;
  kind: ToastKind;
  text: string;
  source?: string;
  traceId?: string;
}

interface Details {
  source?: string;
  traceId?: string;
}

export const SECONDS_SHOWN = 8;

class Toasts {
  list: Toast[] = $state([]);
  /** Error messages that are not shown any more, newest first. */
  closedErrors: Toast[] = $state([]);
  #last = 0;

  error(text: string, details: Details = {}): void {
    this.#add({ id: ++this.#last, kind: "error", text, ...details });
  }

  success(text: string): void {
    this.#add({ id: ++this.#last, kind: "success", text });
  }

  info(text: string): void {
    this.#add({ id: ++this.#last, kind: "info", text });
  }

  /** A message of the server; categories that are not known are information. */
  show(category: string, text: string): void {
    if (category === "error") this.error(text);
    else if (category === "success") this.success(text);
    else this.info(text);
  }

  close(toast: Toast): void {
    this.list = this.list.filter((other) => other.id !== toast.id);
    if (toast.kind === "error") this.closedErrors = [toast, ...this.closedErrors];
  }

  clearErrors(): void {
    this.closedErrors = [];
  }

  #add(toast: Toast): void {
    this.list = [...this.list, toast];
  }
}

export const toasts = new Toasts();
