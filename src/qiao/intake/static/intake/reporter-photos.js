// Photographs made small on the phone: at most 1600 pixels, JPEG, without the camera's data.
(() => {
  const EDGE = 1600;
  const QUALITY = 0.82;
  const LARGEST = 10 * 2 ** 20;

  async function picture(file) {
    if (window.createImageBitmap) {
      try {
        return await createImageBitmap(file, { imageOrientation: "from-image" });
      } catch {
        // Older browsers know no options; the element below turns the picture itself.
      }
    }
    const url = URL.createObjectURL(file);
    try {
      const image = new Image();
      await new Promise((done, failed) => {
        image.onload = done;
        image.onerror = failed;
        image.src = url;
      });
      return image;
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  // Returns {name, type, bytes}; throws "photo" where the file is no picture and too large to send as it is.
  async function shrink(file) {
    try {
      const image = await picture(file);
      const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return { name: file.name.replace(/\.\w+$/, "") + ".jpg", type: "image/jpeg", bytes: await blob.arrayBuffer() };
    } catch {
      if (file.size > LARGEST || file.type.startsWith("image/")) throw new Error("photo");
      return { name: file.name, type: file.type, bytes: await file.arrayBuffer() };
    }
  }

  window.qiaoPhotos = { shrink };
})();
