/** What the scripts in the page use of its global object; the stand-in itself has no DOM types. */
export interface World {
  readonly top: unknown;
  readonly location: { readonly href: string };
  addEventListener(name: string, listener: (event: never) => void): void;
  getSelection(): unknown;
  readonly document: { readonly title: string; readonly head: object };
  readonly MutationObserver: new (
    observed: () => void,
  ) => { observe(node: object, changes: object): void };
  dispatchEvent(event: object): boolean;
  readonly CustomEvent: new (name: string, init: { detail: string }) => object;
  readonly Notification?: Wrapped;
  readonly navigator: { readonly [api: string]: Wrapped | undefined };
  [binding: string]: unknown;
}

/** An object of the page whose methods ask for a permission. */
export interface Wrapped {
  readonly permission?: string;
  [method: string]: unknown;
}

/** The names that the two worlds of a page call each other by; a page cannot guess them. */
export interface WorldNames {
  toPage: string;
  toPreload: string;
  /** In the preload's world: to the main process, and from it. */
  send: string;
  receive: string;
}
