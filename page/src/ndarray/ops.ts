import { type NdArray } from './ndarray';

// A replacement of the package ndarray-ops, of which H5Web uses one function: see ndarray.ts.

/** assign copies the elements of an array to one of the same shape. */
export function assign(to: NdArray, from: NdArray): NdArray {
  copy(to, from, 0, to.offset, from.offset);
  return to;
}

function copy(to: NdArray, from: NdArray, axis: number, toAt: number, fromAt: number): void {
  if (axis === to.dimension) {
    to.data[toAt] = from.data[fromAt];
    return;
  }
  const [length = 0, toStep = 0, fromStep = 0] = [to.shape[axis], to.stride[axis], from.stride[axis]];
  if (axis === to.dimension - 1) {
    for (let i = 0; i < length; i++) to.data[toAt + i * toStep] = from.data[fromAt + i * fromStep];
    return;
  }
  for (let i = 0; i < length; i++) copy(to, from, axis + 1, toAt + i * toStep, fromAt + i * fromStep);
}
