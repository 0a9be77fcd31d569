export const products = [
  {
    name: 'Enamel mug',
    price: 14,
    colour: '#2f6f5e',
    note: 'Survives camp fires and open-plan kitchens.',
  },
  {
    name: 'Linen notebook',
    price: 18,
    colour: '#b4552d',
    note: 'Dotted, thread-bound, lies flat.',
  },
  { name: 'Desk lamp', price: 89, colour: '#c79a2b', note: 'One dial, from reading to dusk.' },
  { name: 'Wool blanket', price: 120, colour: '#465a8c', note: 'Woven in one piece, no seams.' },
];
