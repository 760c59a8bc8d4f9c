import { EventEmitter } from 'node:events';
import type { Recorder } from '../recorder.ts';

type ItemType = 'normal' | 'separator' | 'submenu' | 'checkbox' | 'radio';
type Click = (item: MenuItem, window: unknown, event: object) => void;

interface ItemOptions {
  id?: string;
  label?: string;
  sublabel?: string;
  toolTip?: string;
  type?: ItemType;
  role?: string;
  accelerator?: string;
  icon?: unknown;
  enabled?: boolean;
  visible?: boolean;
  checked?: boolean;
  registerAccelerator?: boolean;
  submenu?: readonly (ItemOptions | MenuItem)[] | Menu;
  click?: Click;
}

/** Electron's `MenuItem`: `click()` is what the user does. */
export class MenuItem {
  id: string;
  label: string;
  sublabel: string;
  toolTip: string;
  type: ItemType;
  role: string | undefined;
  accelerator: string | null;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  registerAccelerator: boolean;
  submenu: Menu | undefined;
  click: () => void;

  constructor(options: ItemOptions) {
    const { submenu, role } = options;
    const type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
    if (type === 'submenu' && submenu === undefined) throw new Error('Invalid submenu');
    if (type !== 'separator' && options.label === undefined && role === undefined) {
      throw new Error('stand-in: a menu item with neither label nor role');
    }
    this.id = options.id ?? '';
    this.label = options.label ?? role ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.type = type;
    this.role = role;
    this.accelerator = options.accelerator ?? null;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.submenu =
      submenu === undefined || submenu instanceof Menu ? submenu : fill(new Menu(), submenu);
    this.click = () => {
      if (!this.enabled) return;
      if (type === 'checkbox') this.checked = !this.checked;
      options.click?.(this, undefined, {});
    };
  }
}

/** Electron's `Menu`; the module's own class is made by `defineMenu`. */
export class Menu extends EventEmitter {
  items: MenuItem[] = [];

  append(item: MenuItem): void {
    this.items.push(item);
  }
  insert(at: number, item: MenuItem): void {
    this.items.splice(at, 0, item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  popup(_options?: object): void {
    this.emit('menu-will-show', {});
  }
  closePopup(_window?: object): void {
    this.emit('menu-will-close', {});
  }
}

/** `Menu` as the module exports it: the recorder has what is shown. */
export function defineMenu(recorder: Recorder) {
  class Recorded extends Menu {
    static #ofApplication: Menu | null = null;

    static buildFromTemplate(template: readonly (ItemOptions | MenuItem)[]): Menu {
      return fill(new Recorded(), template);
    }
    static setApplicationMenu(menu: Menu | null): void {
      Recorded.#ofApplication = menu;
    }
    static getApplicationMenu(): Menu | null {
      return Recorded.#ofApplication;
    }
    override popup(options?: object): void {
      recorder.popup = this;
      recorder.note('menu', { labels: this.items.map(({ label }) => label) });
      super.popup(options);
    }
  }
  return Recorded;
}

function fill(menu: Menu, template: readonly (ItemOptions | MenuItem)[]): Menu {
  for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
  return menu;
}
