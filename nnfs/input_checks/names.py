"""What other packages call what this one has."""

# What other packages call the losses and optimizers of this one.
OBJECTS = {
    "mse": "MeanSquaredError()",
    "mean_squared_error": "MeanSquaredError()",
    "mae": "MeanAbsoluteError()",
    "mean_absolute_error": "MeanAbsoluteError()",
    "binary_crossentropy": "BinaryCrossEntropy()",
    "bce": "BinaryCrossEntropy()",
    "categorical_crossentropy": "SoftmaxCrossEntropy()",
    "sparse_categorical_crossentropy": "SoftmaxCrossEntropy()",
    "cross_entropy": "SoftmaxCrossEntropy()",
    "crossentropy": "SoftmaxCrossEntropy()",
    "adagrad": "AdaGrad(0.01)",
    "adam": "Adam(0.001)",
    "adamw": "AdamW(0.001)",
    "momentum": "Momentum(0.01)",
    "rmsprop": "RMSprop(0.001)",
    "sgd": "SGD(0.1)",
}

EXAMPLES = {
    "Network": "Network(Dense(2, 3))",
    "Loss": "MeanSquaredError()",
    "Optimizer": "Adam(0.001)",
}

# What other packages call what this one has, and what to write for it.
NAMES = {
    "fit": "fit(network, loss, optimizer, inputs, targets, epochs=10)",
    "train": "fit(network, loss, optimizer, inputs, targets, epochs=10)",
    "output": "outputs = network.forward(inputs)",
    "calculate": "loss.forward(outputs, targets)",
    "evaluate": "loss.forward(network.predict(inputs), targets)",
    "score": "accuracy(network.predict(inputs), targets)",
    "predict_proba": "network.predict(inputs)",
    "dinputs": "network.backward(loss.backward(), d_inputs=True)",
    "update_params": "optimizer.step(network.parameters, network.gradients)",
    "minimize": "optimizer.step(network.parameters, network.gradients)",
    "zero_grad": "network.backward(loss.backward())",
    "summary": "print(network)",
    "state_dict": "network.snapshot()",
    "load_state_dict": "network.restore(snapshot)",
    "add": "Network(*map(copy.copy, network.layers), layer)",
    "append": "Network(*map(copy.copy, network.layers), layer)",
}
