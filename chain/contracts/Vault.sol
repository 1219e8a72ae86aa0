// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface Token {
    function balanceOf(address holder) external view returns (uint256);
}

/// Holds what an exchange's users deposited, and what each of them has of it by the last settled batch. Users are the exchange's
/// numbers; user 0 is its fee account. The owner names the operator and pauses; the operator alone pays out and settles.
contract Vault {
    /// One token's part of a batch: each leg is a user in the high 64 bits and a signed amount in the low 192, users ascending.
    struct TokenLegs {
        address token;
        bytes32[] legs;
    }

    /// Stands for the chain's own coin wherever a token is named.
    address public constant NATIVE = address(0);

    address public owner;
    address public operator;
    bool public paused;
    bool private entered;
    /// Batches are numbered from 1 without a gap.
    uint64 public lastBatchId;
    mapping(address token => mapping(uint64 user => uint256)) public balanceOf;
    /// Nonces that have been paid out: each of a user's works once.
    mapping(uint64 user => mapping(uint64 nonce => bool)) public isPaid;

    event Deposited(address indexed token, uint64 indexed user, address indexed from, uint256 amount);
    event Withdrawn(address indexed token, uint64 indexed user, uint64 indexed nonce, address to, uint256 amount);
    event BatchSettled(uint64 indexed batchId, uint256 legCount);
    event OperatorChanged(address operator);
    event OwnerChanged(address owner);
    event PauseChanged(bool paused);

    error NotOwner(address sender);
    error NotOperator(address sender);
    error IsPaused();
    error Reentered();
    error BadUser(uint64 user);
    error BadAmount();
    error BadReceiver();
    error AlreadyPaid(uint64 user, uint64 nonce);
    error InsufficientBalance(address token, uint64 user, uint256 available, uint256 needed);
    error BadBatchId(uint64 given, uint64 expected);
    error BadLegOrder(address token, uint64 user);
    error NotBalanced(address token, int256 sum);
    error TransferFailed(address token);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        _;
    }

    modifier whenRunning() {
        if (paused) revert IsPaused();
        _;
    }

    modifier once() {
        if (entered) revert Reentered();
        entered = true;
        _;
        entered = false;
    }

    constructor(address firstOperator) {
        owner = msg.sender;
        operator = firstOperator;
    }

    function setOwner(address next) external onlyOwner {
        if (next == address(0)) revert BadReceiver();
        owner = next;
        emit OwnerChanged(next);
    }

    function setOperator(address next) external onlyOwner {
        operator = next;
        emit OperatorChanged(next);
    }

    function setPaused(bool next) external onlyOwner {
        paused = next;
        emit PauseChanged(next);
    }

    function depositNative(uint64 user) external payable whenRunning once {
        credit(NATIVE, user, msg.value);
    }

    /// Credits what arrived, which is less than asked for when the token keeps a fee.
    function depositToken(address token, uint64 user, uint256 amount) external whenRunning once {
        uint256 before = Token(token).balanceOf(address(this));
        move(token, abi.encodeWithSignature("transferFrom(address,address,uint256)", msg.sender, address(this), amount));
        credit(token, user, Token(token).balanceOf(address(this)) - before);
    }

    /// Pays a user out; a nonce that was paid before is refused, so that sending it again is harmless.
    function withdraw(address token, uint64 user, uint64 nonce, address to, uint256 amount)
        external
        onlyOperator
        whenRunning
        once
    {
        if (isPaid[user][nonce]) revert AlreadyPaid(user, nonce);
        if (amount == 0) revert BadAmount();
        if (to == address(0) || to == address(this)) revert BadReceiver();
        isPaid[user][nonce] = true;
        debit(token, user, amount);
        emit Withdrawn(token, user, nonce, to, amount);
        if (token == NATIVE) {
            (bool sent,) = to.call{value: amount}("");
            if (!sent) revert TransferFailed(token);
        } else {
            move(token, abi.encodeWithSignature("transfer(address,uint256)", to, amount));
        }
    }

    /// Moves what trades moved, all of it or nothing. Per token the legs cancel out; tokens ascend, and users within a token.
    function settleBatch(uint64 batchId, TokenLegs[] calldata groups) external onlyOperator whenRunning once {
        if (batchId != lastBatchId + 1) revert BadBatchId(batchId, lastBatchId + 1);
        lastBatchId = batchId;
        uint256 count = 0;
        for (uint256 i = 0; i < groups.length; i++) {
            if (i > 0 && groups[i].token <= groups[i - 1].token) revert BadLegOrder(groups[i].token, 0);
            settle(groups[i].token, groups[i].legs);
            count += groups[i].legs.length;
        }
        emit BatchSettled(batchId, count);
    }

    function settle(address token, bytes32[] calldata legs) private {
        int256 sum = 0;
        uint256 next = 0;
        for (uint256 i = 0; i < legs.length; i++) {
            uint64 user = uint64(uint256(legs[i]) >> 192);
            int192 amount = int192(uint192(uint256(legs[i])));
            if (user < next) revert BadLegOrder(token, user);
            next = uint256(user) + 1;
            if (amount < 0) debit(token, user, uint256(-int256(amount)));
            else balanceOf[token][user] += uint256(int256(amount));
            sum += amount;
        }
        if (sum != 0) revert NotBalanced(token, sum);
    }

    function credit(address token, uint64 user, uint256 amount) private {
        if (user == 0) revert BadUser(user);
        if (amount == 0) revert BadAmount();
        balanceOf[token][user] += amount;
        emit Deposited(token, user, msg.sender, amount);
    }

    function debit(address token, uint64 user, uint256 amount) private {
        uint256 available = balanceOf[token][user];
        if (available < amount) revert InsufficientBalance(token, user, available, amount);
        unchecked {
            balanceOf[token][user] = available - amount;
        }
    }

    /// Calls a token, which may answer nothing or true.
    function move(address token, bytes memory data) private {
        (bool done, bytes memory answer) = token.call(data);
        if (!done || token.code.length == 0 || (answer.length > 0 && !abi.decode(answer, (bool)))) {
            revert TransferFailed(token);
        }
    }
}
