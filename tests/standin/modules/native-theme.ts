import { EventEmitter } from 'node:events';

type Source = 'system' | 'light' | 'dark';

/** Electron's `nativeTheme`. */
export class NativeTheme extends EventEmitter {
  #source: Source = 'system';
  #isSystemDark: boolean;
  readonly shouldUseHighContrastColors = false;
  readonly inForcedColorsMode = false;

  constructor(isSystemDark: boolean) {
    super();
    this.#isSystemDark = isSystemDark;
  }
  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(source: Source) {
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated', {});
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }
}
