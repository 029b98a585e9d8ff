// The camera, from when it is asked for until it is closed.

/** Why a camera cannot be had, by the names of the browser's errors. */
const REASONS = {
  NotAllowedError: "camera.refused",
  SecurityError: "camera.refused",
  NotFoundError: "camera.missing",
  OverconstrainedError: "camera.missing",
  NotReadableError: "camera.busy",
  AbortError: "camera.busy",
};

class Camera {
  #video;
  #stream = null;
  #ended;

  /** Shows in `video`; `ended` is told why when it ends by itself. */
  constructor(video, ended) {
    this.#video = video;
    this.#ended = ended;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.#stream) this.#end("camera.hidden");
    });
  }

  /** Opens it. What it throws is a sentence. */
  async open() {
    if (!navigator.mediaDevices?.getUserMedia) throw say("camera.insecure");
    try {
      const video = { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 } };
      this.#stream = await navigator.mediaDevices.getUserMedia({ video });
      const [track] = this.#stream.getVideoTracks();
      track.onended = () => this.#end("camera.ended");
      // Who looks at a screen expects a mirror; what is behind the device is seen as it is.
      this.#video.classList.toggle("mirror", track.getSettings().facingMode !== "environment");
      this.#video.srcObject = this.#stream;
      await this.#video.play();
    } catch (error) {
      this.close();
      throw say(REASONS[error.name] ?? "camera.failed", error.name);
    }
  }

  /** What it sees now; nothing before its first frame, and once it is closed. */
  get picture() {
    const { videoWidth, videoHeight } = this.#video;
    return this.#stream && videoWidth ? new Picture(this.#video, videoWidth, videoHeight) : null;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  close() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
  }

  #end(why) {
    this.close();
    this.#ended(say(why));
  }
}
