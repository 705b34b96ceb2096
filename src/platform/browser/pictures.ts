/** Pictures made smaller before they are kept and sent. */

/** Longest side, pixels: enough to read a sign on it; and what goes as it is, bytes. */
const longestSide = 1600;
const smallEnough = 300_000;
const quality = 0.8;

/** The picture, smaller where that is possible; other files, and what this device can't read, come back as they are. */
export async function smallerPicture(file: File): Promise<File> {
  const isHeic = /hei[cf]$/i.test(file.name) || /hei[cf]/.test(file.type);
  if (!file.type.startsWith('image/') && !isHeic) return file;
  if (file.size < smallEnough && !isHeic) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (blob === null || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' });
  } catch {
    return file;
  }
}
