/** Whether the app is ready, which most of Electron's API waits for. */
export interface Life {
  isReady: boolean;
  /** @throws Error before the app is ready, as Electron does */
  mustBeReady(api: string): void;
  /** @throws Error once the app is ready, as Electron does */
  mustNotBeReady(api: string): void;
}

export function createLife(): Life {
  return {
    isReady: false,
    mustBeReady(api) {
      if (!this.isReady) throw new Error(`${api} cannot be used before the app is ready`);
    },
    mustNotBeReady(api) {
      if (this.isReady) throw new Error(`${api} must be called before the app is ready`);
    },
  };
}
