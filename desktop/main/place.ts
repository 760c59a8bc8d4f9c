export interface Place {
  /** Goes to the page's address at once, or as soon as the page listens. */
  open(address: string | undefined): void;
  /** The page listens from now on. */
  onListening(): void;
}

/**
 * Goes where links and notifications lead. While the page does not listen yet, the newest address
 * waits.
 */
export function createPlace(show: (address: string) => void): Place {
  let waiting: string | undefined;
  let isListening = false;
  return {
    open(address) {
      if (address === undefined) return;
      if (isListening) show(address);
      else waiting = address;
    },
    onListening() {
      isListening = true;
      if (waiting !== undefined) show(waiting);
      waiting = undefined;
    },
  };
}
