export interface Place {
  /** Shows the channel, at once or as soon as the page is there to show it. */
  open(channelId: string | undefined): void;
  /** The page listens from now on. */
  onListening(): void;
}

/** Where a link or a notification leads; one that comes before the page waits for it. */
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
