import { existsSync, readFileSync } from 'node:fs';

interface Size {
  width: number;
  height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** Electron's `nativeImage`: knows what it was made of and its size, and draws nothing. */
export class NativeImage {
  #data: Buffer;
  #size: Size;
  #isTemplate = false;

  constructor(data: Buffer, size: Size) {
    this.#data = data;
    this.#size = size;
  }

  static createEmpty(): NativeImage {
    return new NativeImage(Buffer.alloc(0), { width: 0, height: 0 });
  }
  /** Empty where the bytes are no PNG or JPEG, which is all that Electron reads. */
  static createFromBuffer(data: Buffer, options: Partial<Size> = {}): NativeImage {
    if (data.subarray(0, 3).equals(JPEG)) {
      const { width = 1, height = 1 } = options;
      return new NativeImage(data, { width, height });
    }
    if (!data.subarray(0, 4).equals(PNG)) return NativeImage.createEmpty();
    return new NativeImage(data, { width: data.readUInt32BE(16), height: data.readUInt32BE(20) });
  }
  static createFromPath(file: string): NativeImage {
    return existsSync(file)
      ? NativeImage.createFromBuffer(readFileSync(file))
      : NativeImage.createEmpty();
  }
  static createFromDataURL(url: string): NativeImage {
    return NativeImage.createFromBuffer(Buffer.from(url.split(',')[1] ?? '', 'base64'));
  }
  /** Raw pixels, four bytes each. */
  static createFromBitmap(data: Buffer, size: Size): NativeImage {
    if (data.length !== size.width * size.height * 4) throw new Error('invalid buffer size');
    return new NativeImage(data, size);
  }

  isEmpty(): boolean {
    return this.#data.length === 0;
  }
  getSize(_scaleFactor?: number): Size {
    return { ...this.#size };
  }
  getAspectRatio(): number {
    return this.#size.width / this.#size.height;
  }
  getScaleFactors(): number[] {
    return [1];
  }
  resize({ width, height }: Partial<Size>): NativeImage {
    const { width: before, height: high } = this.#size;
    const size = {
      width: width ?? Math.round((before * (height ?? high)) / high),
      height: height ?? Math.round((high * (width ?? before)) / before),
    };
    return new NativeImage(this.#data, size);
  }
  crop({ width, height }: Size): NativeImage {
    return new NativeImage(this.#data, { width, height });
  }
  addRepresentation(options: { buffer?: Buffer; dataURL?: string }): void {
    if (!this.isEmpty()) return;
    const { buffer, dataURL = '' } = options;
    const data = buffer ?? Buffer.from(dataURL.split(',')[1] ?? '', 'base64');
    this.#data = data;
    this.#size = NativeImage.createFromBuffer(data).getSize();
  }
  setTemplateImage(isTemplate: boolean): void {
    this.#isTemplate = isTemplate;
  }
  isTemplateImage(): boolean {
    return this.#isTemplate;
  }
  toPNG(): Buffer {
    return this.#data;
  }
  toBitmap(): Buffer {
    return this.#data;
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#data.toString('base64')}`;
  }
}
