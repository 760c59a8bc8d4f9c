import { originOf } from '../protocol/addresses.ts';

/** The main frame of a page as `senderFrame` and `mainFrame` give it: as it was at that moment. */
export class WebFrameMain {
  readonly url: string;
  readonly origin: string;
  readonly processId = 1;
  readonly routingId = 1;
  readonly frameTreeNodeId: number;
  readonly name = '';
  readonly parent = null;
  readonly detached = false;
  readonly frames: WebFrameMain[] = [];

  constructor(id: number, url: string) {
    this.frameTreeNodeId = id;
    this.url = url;
    this.origin = originOf(url);
  }

  get top(): WebFrameMain {
    return this;
  }
  get framesInSubtree(): WebFrameMain[] {
    return [this];
  }
  isDestroyed(): boolean {
    return false;
  }
}
