import type { Recorder } from '../recorder.ts';

/** Electron's `crashReporter`: recorded, and reports nothing. */
export function createCrashReporter(recorder: Recorder) {
  return {
    start(options: object): void {
      recorder.note('crash-reporter', { ...options });
    },
    addExtraParameter(_key: string, _value: string): void {},
    getUploadToServer: () => false,
    setUploadToServer(_isUploading: boolean): void {},
  };
}
