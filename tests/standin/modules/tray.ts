import { EventEmitter } from 'node:events';
import type { Life } from '../life.ts';
import type { Recorder } from '../recorder.ts';
import type { Menu } from './menu.ts';
import { NativeImage } from './native-image.ts';

/** Electron's `Tray`; the recorder has its tooltip, its menu and its image. */
export function defineTray(life: Life, recorder: Recorder) {
  return class Tray extends EventEmitter {
    #isDestroyed = false;
    #title = '';

    constructor(image: NativeImage | string, _guid?: string) {
      super();
      life.mustBeReady('Tray');
      mustBeAnImage(image);
      recorder.trays.push(this);
      recorder.note('tray');
    }

    setImage(image: NativeImage | string): void {
      mustBeAnImage(image);
      const size = image instanceof NativeImage ? image.getSize() : {};
      recorder.note('tray-image', size);
    }
    setPressedImage(image: NativeImage | string): void {
      mustBeAnImage(image);
    }
    setToolTip(text: string): void {
      recorder.note('tray-tool-tip', { text });
    }
    setTitle(title: string): void {
      this.#title = title;
    }
    getTitle(): string {
      return this.#title;
    }
    setContextMenu(menu: Menu | null): void {
      recorder.trayMenu = menu;
      recorder.note('tray-menu', { labels: menu?.items.map(({ label }) => label) ?? [] });
    }
    popUpContextMenu(_menu?: Menu): void {}
    closeContextMenu(): void {}
    setIgnoreDoubleClickEvents(_isIgnored: boolean): void {}
    displayBalloon(options: object): void {
      recorder.note('balloon', { ...options });
    }
    removeBalloon(): void {}
    focus(): void {}
    getBounds() {
      return { x: 0, y: 0, width: 24, height: 24 };
    }
    destroy(): void {
      this.#isDestroyed = true;
      recorder.trays = recorder.trays.filter((tray) => tray !== this);
      recorder.trayMenu = null;
    }
    isDestroyed(): boolean {
      return this.#isDestroyed;
    }
  };
}

function mustBeAnImage(image: NativeImage | string): void {
  if (typeof image === 'string' && NativeImage.createFromPath(image).isEmpty()) {
    throw new Error(`Failed to load image from path '${image}'`);
  }
}
