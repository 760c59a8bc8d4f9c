import { EventEmitter } from 'node:events';
import { createEvent } from '../event.ts';
import type { Life } from '../life.ts';
import type { Recorder } from '../recorder.ts';

interface Options {
  title?: string;
  subtitle?: string;
  body?: string;
  silent?: boolean;
  urgency?: 'normal' | 'critical' | 'low';
  timeoutType?: 'default' | 'never';
  icon?: unknown;
}

/** Electron's `Notification`: shown to the recorder, where a test clicks it. */
export function defineNotification(life: Life, recorder: Recorder) {
  return class Notification extends EventEmitter {
    title: string;
    subtitle: string;
    body: string;
    silent: boolean;
    urgency: 'normal' | 'critical' | 'low';
    timeoutType: 'default' | 'never';

    constructor(options: Options = {}) {
      super();
      life.mustBeReady('Notification');
      this.title = options.title ?? '';
      this.subtitle = options.subtitle ?? '';
      this.body = options.body ?? '';
      this.silent = options.silent ?? false;
      this.urgency = options.urgency ?? 'normal';
      this.timeoutType = options.timeoutType ?? 'default';
    }

    static isSupported(): boolean {
      return true;
    }

    show(): void {
      const { title, body, silent, urgency } = this;
      recorder.notifications.push(this);
      recorder.note('notification', { title, body, silent, urgency });
      this.emit('show', createEvent({}));
    }

    close(): void {
      const at = recorder.notifications.indexOf(this);
      if (at < 0) return;
      recorder.notifications.splice(at, 1);
      recorder.note('notification-closed', { title: this.title });
      this.emit('close', createEvent({}));
    }
  };
}
