/** As it is shown, upright, in pixels; undefined for what the browser cannot show as a picture. */
export async function pictureSize(
  blob: Blob,
): Promise<{ width: number; height: number } | undefined> {
  if (!blob.type.startsWith('image/')) return undefined;
  const url = URL.createObjectURL(blob);
  const image = new Image();
  try {
    // It is not drawn, so its beginning is all that is read of it.
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}
