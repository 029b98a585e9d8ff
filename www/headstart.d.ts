/** Anything that can be drawn; a file is read as it is, all else becomes a PNG. */
export type Drawable =
  | Blob | HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | ImageBitmap | ImageData;

/** What is taught with: a text where it reads texts. */
export type Input = Drawable | string;

export interface Options {
  /** What is taught with; pictures, unless you say so. */
  reads?: "pictures" | "texts";
  /** The id of a pre-trained model. Without one it is one that lies beside this file, and no other host is asked. */
  model?: string;
  /** What computes. */
  device?: "auto" | "cpu" | "webgpu";
  /** The seed of every run that names none; 42 if nobody names one. */
  seed?: number;
  /** The language of errors. The first to be created on a page decides. */
  lang?: "en" | "de";
  /** Told how many bytes of the model have come. */
  onDownload?(bytes: { received: number; total: number | null }): void;
}

/** How to train; what is not said is as in the studio. */
export interface TrainingOptions {
  head?: "linear" | "hidden" | "regularised" | "nearest" | "means";
  seed?: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  weightDecay?: number;
  /** Units of a hidden layer. */
  hidden?: number;
  /** Whether every class counts the same, however many examples it has. */
  balanced?: boolean;
  stopsEarly?: boolean;
  /** Whether a picture that is classified is looked at mirrored too. */
  mirrors?: boolean;
  /** Ends training after the step under way; the head is kept as it is. */
  signal?: AbortSignal;
}

export interface Progress {
  epoch: number;
  epochs: number;
  /** Over the training examples. */
  loss: number | null;
  /** Over what is held out. */
  accuracy: number | null;
}

/** What came of training: measured on examples that the head had not seen. */
export interface Run {
  /** The share that was right, 0 to 1; null where nothing was held out, as of classes of one or two examples. */
  accuracy: number | null;
  /** How many examples were held out. */
  heldOut: number;
  /** The classes, in the order of rows and columns of `confusion`. */
  labels: string[];
  /** How many of each class (row) were taken for each class (column). */
  confusion: number[][];
  trainingExamples: number;
  epochs: number;
  seed: number;
  device: "webgpu" | "cpu";
  seconds: number;
  stopped: boolean;
}

/** Every class, best first. */
export interface Ranking extends Array<{ label: string; probability: number }> {
  /** Whether it is like nothing that was taught; null before `assessed()`, and with fewer than twenty examples. */
  unknown: boolean | null;
}

export interface Headstart {
  /** The seed of every run that names none. */
  seed?: number;
  readonly reads: "pictures" | "texts";
  /** The id of the model in use. */
  readonly model: string;
  /** Adds one example or many to a class. Fails if one cannot be read; the others are added. */
  add(label: string, input: Input | Input[] | FileList): Promise<void>;
  /** Trains on all there is, once what was added before is read. */
  train(options?: TrainingOptions, onProgress?: (progress: Progress) => void): Promise<Run>;
  /** Once the head is calibrated and can say what is unknown, a moment after `train()`. */
  assessed(): Promise<void>;
  /** What the newest head says. */
  classify(input: Input): Promise<Ranking>;
  /** A `.headstart` file, which the studio opens, too: examples and settings. */
  save(): Promise<Blob>;
  /** Takes what is in such a file in place of all there is, and trains again if it was trained. */
  load(file: Blob, onProgress?: (progress: Progress) => void): Promise<Run | undefined>;
  /** Ends the worker. */
  close(): void;
}

export function create(options?: Options): Promise<Headstart>;
