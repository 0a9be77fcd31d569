export const products = [
  { name: 'Walnut desk tray', description: 'Oiled by hand, holds what a desk needs.', price: 34 },
  { name: 'Linen notebook', description: '160 pages, opens flat, numbered.', price: 18.5 },
  { name: 'Brass ruler', description: 'Thirty centimetres and no batteries.', price: 22 },
];
