export interface Place {
  /** Shows the channel at once, or as soon as the page listens. */
  open(channelId: string | undefined): void;
  /** The page listens from now on. */
  onListening(): void;
}

/**
 * Opens the channels to which links and notifications lead. While the page does not listen yet, the
 * newest channel waits.
 */
export function createPlace(show: (channelId: string) => void): Place {
  let waiting: string | undefined;
  let isListening = false;
  return {
    open(channelId) {
      if (channelId === undefined) return;
      if (isListening) show(channelId);
      else waiting = channelId;
    },
    onListening() {
      isListening = true;
      if (waiting !== undefined) show(waiting);
      waiting = undefined;
    },
  };
}
