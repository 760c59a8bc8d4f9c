import type { Size } from '../../state/files.ts';
import { type Crop, squareIn } from './crop.ts';

/** A picture of the workstation, which the browser can show. Its address is to be revoked. */
export interface LocalPicture extends Size {
  image: HTMLImageElement;
}

/** What is larger would take more memory than a page should, just to be cropped. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_PIXELS = 120_000_000;
/** Pixels of a side of what is drawn. */
const SIDE = 512;
const QUALITY = 0.92;

/** @returns why not, where it cannot be cropped */
export async function openPicture(
  file: Blob,
): Promise<LocalPicture | 'picture.unreadable' | 'picture.too-large'> {
  if (file.size > MOST_BYTES) return 'picture.too-large';
  const image = new Image();
  image.src = URL.createObjectURL(file);
  const fault = await faultOf(image);
  if (fault !== undefined) {
    closePicture(image);
    return fault;
  }
  return { image, width: image.naturalWidth, height: image.naturalHeight };
}

export function closePicture(image: HTMLImageElement): void {
  URL.revokeObjectURL(image.src);
}

async function faultOf(
  image: HTMLImageElement,
): Promise<'picture.unreadable' | 'picture.too-large' | undefined> {
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0) return 'picture.unreadable';
    if (width * height > MOST_PIXELS) return 'picture.too-large';
    // So that it is seen as soon as it is shown.
    await image.decode();
    return undefined;
  } catch {
    return 'picture.unreadable';
  }
}

/** The square as a picture of its own, on white as avatars are; undefined where the browser has no memory for it. */
export async function drawCrop(picture: LocalPicture, crop: Crop): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  const { left, top, side } = squareIn(crop, picture);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, SIDE, SIDE);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture.image, left, top, side, side, 0, 0, SIDE, SIDE);
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', QUALITY);
  });
}
