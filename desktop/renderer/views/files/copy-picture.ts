/** Whether pictures can be copied here: over plain HTTP there is no such clipboard. */
export function canCopyPictures(): boolean {
  return isSecureContext && 'ClipboardItem' in window;
}

/**
 * Puts a picture on the clipboard, as PNG, which is what every program takes.
 *
 * @returns whether it is there
 */
export async function copyPicture(picture: HTMLImageElement): Promise<boolean> {
  try {
    // At once, and the bytes later: the browser asks for a press of the user's not long ago.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPng(picture) })]);
    return true;
  } catch {
    return false;
  }
}

async function toPng(picture: HTMLImageElement): Promise<Blob> {
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture is too large to be copied'));
      else resolve(blob);
    }, 'image/png');
  });
}
