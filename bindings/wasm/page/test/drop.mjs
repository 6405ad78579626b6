// Drops files on the page, as a person does from a folder.
export async function dropped(page, files) {
  const given = files.map(({ name, type, bytes }) => ({ name, type, bytes: bytes.toString("base64") }));
  const carried = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, type, bytes } of list) {
      transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
    }
    return transfer;
  }, given);
  await page.dispatchEvent("main", "dragover", { dataTransfer: carried });
  await page.dispatchEvent("main", "drop", { dataTransfer: carried });
}
