// A replacement of the package ndarray with what H5Web uses of it. The package compiles its
// functions for each number of axes from text, which the content security policy forbids.

type Data = { [index: number]: unknown; length: number };

/** NdArray is a view of elements in an array, at regular distances along each axis. */
class NdArray {
  readonly size: number;

  constructor(
    readonly data: Data,
    readonly shape: number[],
    readonly stride: number[],
    readonly offset: number,
  ) {
    this.size = shape.reduce((size, length) => size * length, 1);
  }

  /** dtype is the type of data: "float32", "uint8_clamped", or "array" for an Array. */
  get dtype(): string {
    const name = Object.prototype.toString.call(this.data).slice('[object '.length, -1);
    return name === 'Array' ? 'array' : name.replace('Clamped', '_clamped').replace('Array', '').toLowerCase();
  }

  get dimension(): number {
    return this.shape.length;
  }

  /** index returns the place of an element in data. */
  index(...indices: number[]): number {
    let at = this.offset;
    for (let axis = 0; axis < this.stride.length; axis++) at += (indices[axis] ?? 0) * (this.stride[axis] ?? 0);
    return at;
  }

  get(...indices: number[]): unknown {
    return this.data[this.index(...indices)];
  }

  set(...args: unknown[]): unknown {
    return (this.data[this.index(...(args.slice(0, -1) as number[]))] = args.at(-1));
  }

  /** pick returns a view without the axes for which there is an index. */
  pick(...indices: (number | null | undefined)[]): NdArray {
    const kept = this.shape.map((_, axis) => axis).filter((axis) => typeof indices[axis] !== 'number');
    return this.#axes(kept, this.index(...indices.map((i) => i ?? 0)));
  }

  /** transpose returns a view with the axes in that order. */
  transpose(...axes: number[]): NdArray {
    return this.#axes(axes.length > 0 ? axes : this.shape.map((_, axis) => axis).reverse(), this.offset);
  }

  #axes(axes: number[], offset: number): NdArray {
    return new NdArray(this.data, axes.map((a) => this.shape[a] ?? 1), axes.map((a) => this.stride[a] ?? 0), offset);
  }
}

export type { NdArray };

export default function ndarray(data: Data, shape: number[] = [data.length], stride: number[] = inOrder(shape), offset = 0): NdArray {
  return new NdArray(data, shape, stride, offset);
}

/** inOrder returns the distances in C order. */
function inOrder(shape: number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((stride, length) => stride * length, 1));
}
