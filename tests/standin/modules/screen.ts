import { EventEmitter } from 'node:events';
import type { Life } from '../life.ts';
import type { Machine } from '../recorder.ts';

/** Electron's `screen`: one display, as large as the machine's work area. */
export class Screen extends EventEmitter {
  #life: Life;
  #machine: Machine;

  constructor(life: Life, machine: Machine) {
    super();
    this.#life = life;
    this.#machine = machine;
  }
  getPrimaryDisplay() {
    this.#life.mustBeReady('screen');
    const { workArea } = this.#machine;
    const { width, height } = workArea;
    return {
      id: 1,
      label: 'stand-in',
      bounds: { ...workArea },
      workArea: { ...workArea },
      size: { width, height },
      workAreaSize: { width, height },
      scaleFactor: 1,
      rotation: 0,
      internal: true,
    };
  }
  getAllDisplays() {
    return [this.getPrimaryDisplay()];
  }
  getDisplayMatching(_bounds: object) {
    return this.getPrimaryDisplay();
  }
  getDisplayNearestPoint(_point: object) {
    return this.getPrimaryDisplay();
  }
  getCursorScreenPoint() {
    return { x: 0, y: 0 };
  }
}
