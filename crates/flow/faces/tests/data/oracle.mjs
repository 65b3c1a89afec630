// What face-api itself (TensorFlow.js) says of generated pictures: writes oracle.json.
//
//   npm i @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
//   node oracle.mjs ../../../../../models > oracle.json
//
// run in a folder with these packages. Pictures are painted by whole numbers alone, in the same way
// by tests/common/mod.rs, so that no picture is kept. No person is in them.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(path.join(process.cwd(), 'x.js'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
const models = process.argv[2];

// kind 0: ramps; 1: noise; from 2 on: a drawn face.
function paint(kind, side) {
  const dots = new Float32Array(side * side * 3);
  const inside = (x, y, cx, cy, rx, ry) => {
    const [dx, dy] = [x * 100 - cx * side, y * 100 - cy * side];
    return dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry * side * side;
  };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = y * side + x;
      let dot;
      if (kind === 0) {
        dot = [Math.floor((x * 255) / side), Math.floor((y * 255) / side), (x * y) % 256];
      } else if (kind === 1) {
        const h = (Math.imul(at + 1, 2654435761) >>> 0) >>> 8;
        dot = [h & 255, (h >>> 8) & 255, (h >>> 16) & 255];
      } else {
        const k = kind - 2;
        dot = [90 + k * 20, 110, 150 - k * 10];
        if (inside(x, y, 50, 45, 34 + k, 42)) dot = [60, 40 + k * 30, 30];
        if (inside(x, y, 50, 52, 27 + k, 36)) dot = [214 - k * 40, 170 - k * 30, 140 - k * 25];
        for (const cx of [38 - k, 62 + k]) {
          if (inside(x, y, cx, 36, 8, 2)) dot = [60, 40, 30];
          if (inside(x, y, cx, 43, 6, 3)) dot = [240, 240, 240];
          if (inside(x, y, cx, 43, 3, 3)) dot = [40, 60, 50];
        }
        if (inside(x, y, 50, 56 + k, 4, 8)) dot = [190 - k * 40, 140 - k * 25, 115 - k * 20];
        if (inside(x, y, 50, 71, 11 + k, 3)) dot = [170, 70, 80];
      }
      dots.set(dot, at * 3);
    }
  }
  return tf.tensor3d(dots, [side, side, 3]);
}

const thin = (data, step) => Array.from(data).filter((_, i) => i % step === 0)
  .map((v) => Number(v.toPrecision(8)));
const model = (folder, manifest) => {
  const file = path.join(models, folder, manifest);
  return { json: JSON.parse(fs.readFileSync(file)), dir: path.dirname(file) };
};
const bytes = (dir, name) => {
  const b = fs.readFileSync(path.join(dir, name));
  return b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength);
};

wasm.setWasmPaths(path.join(process.cwd(), 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
await tf.setBackend('wasm');
await tf.ready();

const load = (net, folder, manifest) => {
  const { json, dir } = model(folder, manifest);
  net.loadFromWeightMap(tf.io.decodeWeights(bytes(dir, json[0].paths[0]), json[0].weights));
};
const out = { recognition: [], tiny: [], blaze: [] };

const recognition = faceapi.nets.faceRecognitionNet;
load(recognition, 'face-recognition', 'face_recognition_model-weights_manifest.json');
for (const kind of [0, 1, 2, 3]) {
  const values = await recognition.computeFaceDescriptor(paint(kind, 150));
  out.recognition.push({ kind, values: thin(values, 1) });
}

const tiny = faceapi.nets.tinyFaceDetector;
load(tiny, 'face-proposing', 'tiny_face_detector_model-weights_manifest.json');
for (const kind of [0, 2]) {
  const grid = await tiny.forward(paint(kind, 416).expandDims(), 416);
  out.tiny.push({ kind, step: 7, values: thin(grid.dataSync(), 7) });
}

const { json, dir } = model('face-points', 'facemesh-detection-short.json');
const graph = await tf.loadGraphModel(tf.io.fromMemory({
  modelTopology: json.modelTopology,
  weightSpecs: json.weightsManifest[0].weights,
  weightData: bytes(dir, 'facemesh-detection-short.bin'),
}));
for (const kind of [1, 2, 3]) {
  const objects = graph.predict(paint(kind, 128).div(127.5).sub(1).expandDims());
  out.blaze.push({ kind, step: 11, values: thin(objects.dataSync(), 11) });
}
console.log(JSON.stringify(out));
