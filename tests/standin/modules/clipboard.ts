/** Electron's `clipboard`, of texts. */
export function createClipboard() {
  let text = '';
  return {
    async readText(): Promise<string> {
      return text;
    },
    async writeText(written: string): Promise<void> {
      text = written;
    },
    clear(): void {
      text = '';
    },
  };
}
