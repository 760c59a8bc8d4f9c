import { EventEmitter } from 'node:events';

export type InvokeHandler = (event: object, ...args: unknown[]) => unknown;

/** Electron's `ipcMain`. */
export class IpcMain extends EventEmitter {
  #handlers = new Map<string, InvokeHandler>();

  /** The stand-in's own: calls the first that handles it. @throws Error where none does */
  static invoke(
    all: readonly IpcMain[],
    channel: string,
    event: object,
    args: readonly unknown[],
  ): unknown {
    const [handler] = all.flatMap((ipc) => ipc.#handlers.get(channel) ?? []);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }

  handle(channel: string, handler: InvokeHandler): void {
    if (typeof handler !== 'function') {
      throw new Error(`Expected handler to be a function, but found type '${typeof handler}'`);
    }
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: InvokeHandler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }
}
