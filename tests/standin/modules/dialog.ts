import type { Recorder } from '../recorder.ts';

/** Electron's `dialog`: recorded, and answered with the machine's `messageBoxAnswer`. */
export function createDialog(recorder: Recorder) {
  function show(kind: string, given: readonly object[]): number {
    recorder.note(kind, { options: given.at(-1) });
    return recorder.machine.messageBoxAnswer;
  }
  return {
    showErrorBox(title: string, content: string): void {
      recorder.note('error-box', { title, content });
    },
    showMessageBox: async (...given: object[]) => ({
      response: show('message-box', given),
      checkboxChecked: false,
    }),
    showMessageBoxSync: (...given: object[]) => show('message-box', given),
    showOpenDialog: async (...given: object[]) => {
      show('open-dialog', given);
      return { canceled: true, filePaths: [] };
    },
    showSaveDialog: async (...given: object[]) => {
      show('save-dialog', given);
      return { canceled: true, filePath: '' };
    },
  };
}
