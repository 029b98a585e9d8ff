/** A canvas with a circle or a cross on it, each a little different. */
export function draw(shape, index) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 96, height: 96 });
  const context = canvas.getContext("2d");
  context.fillStyle = `hsl(${index * 40} 30% 90%)`;
  context.fillRect(0, 0, 96, 96);
  context.translate(48 + (index % 3) * 4 - 4, 48 - (index % 2) * 6);
  context.lineWidth = 8;
  context.beginPath();
  const size = 20 + (index % 4) * 4;
  if (shape === "circle") context.arc(0, 0, size, 0, 7);
  else for (const side of [-1, 1]) {
    context.moveTo(-size, -size * side);
    context.lineTo(size, size * side);
  }
  context.stroke();
  return canvas;
}
