import type { Recorder } from '../recorder.ts';

/** Electron's `shell`: recorded, and opened by nothing. */
export function createShell(recorder: Recorder) {
  return {
    async openExternal(url: string, _options?: object): Promise<void> {
      if (!URL.canParse(url)) throw new Error('Invalid URL');
      recorder.note('open-external', { url });
    },
    async openPath(file: string): Promise<string> {
      recorder.note('open-path', { file });
      return '';
    },
    showItemInFolder(file: string): void {
      recorder.note('show-item', { file });
    },
    beep(): void {
      recorder.note('beep');
    },
  };
}
