import { EventEmitter } from 'node:events';

type Source = 'system' | 'light' | 'dark';

/** Electron's `nativeTheme`; what it says reaches the pages through `apply`. */
export class NativeTheme extends EventEmitter {
  #source: Source = 'system';
  #isSystemDark: boolean;
  #apply: (source: Source) => void;
  readonly shouldUseHighContrastColors = false;
  readonly inForcedColorsMode = false;

  constructor(isSystemDark: boolean, apply: (source: Source) => void) {
    super();
    this.#isSystemDark = isSystemDark;
    this.#apply = apply;
  }
  get themeSource(): Source {
    return this.#source;
  }
  set themeSource(source: Source) {
    if (source === this.#source) return;
    this.#source = source;
    this.#apply(source);
    this.emit('updated', {});
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }
}
