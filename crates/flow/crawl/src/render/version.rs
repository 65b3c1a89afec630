//! The first words with a browser.

use super::pipe::Pipe;
use super::{Config, RenderError, targets};
use serde_json::json;

/// Waits until the browser answers; gives its name and version.
pub async fn version(pipe: &mut Pipe, config: &Config) -> Result<String, RenderError> {
    let failed = |problem: &str| RenderError::Start {
        program: config.program.clone(),
        problem: problem.to_owned(),
    };
    let asked = pipe.send(None, "Browser.getVersion", json!({}));
    pipe.send(None, "Target.setAutoAttach", targets::attach());
    let answer = async {
        loop {
            let message = pipe.next().await?;
            if message["id"] == asked {
                break Ok::<_, RenderError>(message);
            }
        }
    };
    let answer = tokio::time::timeout(config.start_time, answer).await;
    let answer = answer.map_err(|_| failed("it does not answer"))?;
    let answer = answer.map_err(|_| failed("it ended at once (try it by hand, as this user)"))?;
    answer["result"]["product"].as_str().map(str::to_owned).ok_or_else(|| failed("it has no name"))
}
